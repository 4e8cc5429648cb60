from django.db import migrations
from django.db.models import F


def take_over(apps, schema_editor):
    """What the merchant says so far is said in the default language."""
    for name in ("Merchant", "HistoricalMerchant"):
        apps.get_model("shop", name).objects.update(
            tagline_en=F("tagline"), opening_hours_en=F("opening_hours")
        )


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_merchant_speaks_every_language")]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
