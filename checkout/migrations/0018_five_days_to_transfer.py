from django.db import migrations

BEFORE = {"due_days": None, "reminder_days": 0, "grace_days": 0}
AFTER = {"due_days": 5, "reminder_days": 2, "grace_days": 3}


def set_days(apps, schema_editor):
    methods = apps.get_model("checkout", "PaymentMethod").objects
    methods.filter(provider="bank_transfer", **BEFORE).update(**AFTER)


def forget_days(apps, schema_editor):
    methods = apps.get_model("checkout", "PaymentMethod").objects
    methods.filter(provider="bank_transfer", **AFTER).update(**BEFORE)


class Migration(migrations.Migration):

    dependencies = [
        ('checkout', '0017_due_dates_of_transfers'),
    ]

    operations = [
        migrations.RunPython(set_days, forget_days),
    ]
