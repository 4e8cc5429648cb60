from django.db import migrations


def remember(apps, schema_editor):
    Order = apps.get_model("checkout", "Order")
    Purchase = apps.get_model("checkout", "Purchase")
    orders = Order.objects.exclude(status="cancelled").order_by("pk")
    rows = orders.values_list("number", "email").iterator(chunk_size=1000)
    Purchase.objects.bulk_create(
        (Purchase(reference=number, email=email.lower()) for number, email in rows),
        batch_size=1000,
        ignore_conflicts=True,
    )


def forget(apps, schema_editor):
    apps.get_model("checkout", "Purchase").objects.all().delete()


class Migration(migrations.Migration):
    """Who has ordered before is known, so that a first order is."""

    dependencies = [("checkout", "0010_cart_offers")]

    operations = [migrations.RunPython(remember, forget)]
