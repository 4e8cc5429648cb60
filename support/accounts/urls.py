from __future__ import annotations

from django.urls import path

from support.accounts import paying_views, views

urlpatterns = [
    path("my/", views.home, name="account_home"),
    path("my/profile/", views.profile, name="account_profile"),
    path("my/addresses/", views.addresses, name="addresses"),
    path("my/addresses/new/", views.address, name="address_new"),
    path("my/addresses/<int:pk>/", views.address, name="address"),
    path(
        "my/addresses/<int:pk>/removal/", views.address_removal, name="address_removal"
    ),
    path("my/credit/", views.credit, name="account_credit"),
    path("my/paying/", paying_views.saved_ways, name="saved_ways"),
    path("my/paying/new/", paying_views.adding_new, name="adding_new"),
    path("my/paying/new/<uuid:key>/", paying_views.adding, name="adding"),
    path(
        "my/paying/<int:pk>/default/",
        paying_views.saved_way_default,
        name="saved_way_default",
    ),
    path(
        "my/paying/<int:pk>/removal/",
        paying_views.saved_way_removal,
        name="saved_way_removal",
    ),
    path("my/data/", views.data, name="account_data"),
    path("my/deletion/", views.deletion, name="account_deletion"),
]
