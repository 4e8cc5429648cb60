from __future__ import annotations

from django.urls import path

from support.contacts import views

urlpatterns = [
    path("contacts/", views.contacts, name="contacts"),
    path("p/<uslug:slug>/question/", views.product_question, name="product_question"),
]
