"""What offers say to shoppers and to staff, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from checkout.discounts.counting import Gap, Rule
from checkout.discounts.engine import Verdict
from shop.languages.writing import Counted, listed, money_text, percent_text
from shop.places.countries import country_name
from shop.templatetags.dates import full_day

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Hint:
    """What more would bring more: a sentence, and how far it is."""

    offer_id: int
    name: str
    sentence: str
    reached: Decimal
    wanted: Decimal

    @property
    def percent(self) -> int:
        return int(min(self.reached * 100 / self.wanted, WHOLE)) if self.wanted else 0


def hint_of(
    verdict: Verdict, currency: str, titles: Mapping[int, str] | None = None
) -> Hint | None:
    """What would make the offer apply, or give more; None when nothing bought would.

    An offer that nothing in the cart has to do with is no hint.
    """
    gap = verdict.gap
    if gap is None or verdict.reason not in {"", "sum", "pieces", "rewards", "set"}:
        return None
    if not gap.reached and verdict.reason in {"pieces", "set"}:
        return None
    sentence = _missing(verdict.rule, gap, currency, titles or {})
    rule = verdict.rule
    return Hint(rule.id, rule.name, sentence, gap.reached, gap.wanted)


def promise_of(rule: Rule, currency: str) -> str:
    """What an offer gives, in one sentence: what its form previews."""
    language = get_language() or "en"
    money = money_text(rule.amount, currency, language)
    percent = percent_text(rule.percent, language)
    match rule.kind:
        case "percent":
            said = _("%(percent)s off in the cart") % {"percent": percent}
        case "amount":
            said = _("%(amount)s off in the cart") % {"amount": money}
        case "buy_get":
            said = _buy_get(rule, language)
        case "tier_quantity" | "tier_sum":
            said = _steps(rule, currency, language)
        case "bundle":
            said = _("The set together for %(price)s") % {"price": money}
        case "gift":
            said = _("A gift with your order")
        case _:
            said = _("Free delivery")
    if not rule.minimum:
        return said
    minimum = money_text(rule.minimum, currency, language)
    return _("%(promise)s, from %(sum)s on") % {"promise": said, "sum": minimum}


def reason_of(
    verdict: Verdict,
    currency: str,
    country: str,
    titles: Mapping[int, str] | None = None,
) -> str:
    """Why the offer applies or not, for those who ask: one sentence."""
    language = get_language() or "en"
    rule, gap = verdict.rule, verdict.gap
    if verdict.applies:
        return _("It applies and saves %(amount)s.") % {
            "amount": money_text(verdict.saves, currency, language)
        }
    if verdict.reason in {"sum", "pieces", "rewards", "set"} and gap is not None:
        return _missing(rule, gap, currency, titles or {})
    if verdict.reason == "not_yet" and rule.starts_at:
        return _("It begins on %(day)s.") % {"day": full_day(rule.starts_at)}
    if verdict.reason == "over" and rule.ends_at:
        return _("It ended on %(day)s.") % {"day": full_day(rule.ends_at)}
    return _PLAIN[verdict.reason]() % {
        "country": country_name(country, language),
        "currency": currency,
    }


_PLAIN = {
    "switched_off": lambda: _("It is switched off."),
    "code": lambda: _("It needs a one-time code that has not been used."),
    "currency": lambda: _("It does not hold in %(currency)s."),
    "country": lambda: _("It does not hold for delivery to %(country)s."),
    "group": lambda: _("It is for customers of certain groups, once signed in."),
    "first_order": lambda: _("It is for a first order only."),
    "used_up": lambda: _("It has been used as often as it could be."),
    "has_had": lambda: _("This customer has used it as often as one may."),
    "no_goods": lambda: _("Nothing in the cart counts for it."),
    "refused": lambda: _("The customer does not want the gift."),
    "gift_gone": lambda: _("There are no gifts left."),
    "others_save_more": lambda: _(
        "It cannot be combined with the others, and they save at least as much."
    ),
    "nothing_left": lambda: _("There is nothing left for it to take off."),
}


def _missing(rule: Rule, gap: Gap, currency: str, titles: Mapping[int, str]) -> str:
    language = get_language() or "en"
    if gap.products:
        names = [titles.get(pk, "") for pk in gap.products]
        known = [name for name in names if name]
        if not known:
            return _("The set is not complete yet.")
        return _("Add %(products)s and the set costs %(price)s.") % {
            "products": listed(known, language),
            "price": money_text(rule.amount, currency, language),
        }
    if gap.amount:
        return _missing_sum(rule, gap, currency, language)
    if gap.rewards:
        return _rewards(rule, gap, titles, language)
    return _missing_pieces(rule, gap, language)


def _missing_sum(rule: Rule, gap: Gap, currency: str, language: str) -> str:
    amount = money_text(gap.amount, currency, language)
    percent = percent_text(gap.percent or rule.percent, language)
    match rule.kind:
        case "free_delivery":
            text = _("Add %(amount)s more and delivery is free.")
        case "gift":
            text = _("Add %(amount)s more and you get a gift.")
        case "tier_sum" | "percent":
            text = _("Add %(amount)s more for %(percent)s off.")
        case "amount":
            off = money_text(rule.amount, currency, language)
            return _("Add %(amount)s more for %(off)s off.") % {
                "amount": amount,
                "off": off,
            }
        case _:
            text = _("Add goods for %(amount)s more to get it.")
    return text % {"amount": amount, "percent": percent}


def _missing_pieces(rule: Rule, gap: Gap, language: str) -> str:
    pieces = Counted(gap.pieces, language)
    if rule.kind == "tier_quantity":
        return ngettext(
            "Add one more for %(percent)s off.",
            "Add %(count)s more for %(percent)s off.",
            gap.pieces,
        ) % {"count": pieces, "percent": percent_text(gap.percent, language)}
    if rule.rewards:
        return ngettext(
            "Add one more to get it.", "Add %(count)s more to get it.", gap.pieces
        ) % {"count": pieces}
    if rule.percent == WHOLE:
        return ngettext(
            "Add one more and the cheapest is free.",
            "Add %(count)s more and the cheapest is free.",
            gap.pieces,
        ) % {"count": pieces}
    return ngettext(
        "Add one more for %(percent)s off the cheapest.",
        "Add %(count)s more for %(percent)s off the cheapest.",
        gap.pieces,
    ) % {"count": pieces, "percent": percent_text(rule.percent, language)}


def _rewards(rule: Rule, gap: Gap, titles: Mapping[int, str], language: str) -> str:
    known = [titles[pk] for pk in sorted(rule.rewards) if titles.get(pk)]
    what = listed(known, language) or rule.name
    if rule.percent == WHOLE:
        return _("Put %(product)s into the cart: it is free.") % {"product": what}
    return _("Put %(product)s into the cart: %(percent)s off.") % {
        "product": what,
        "percent": percent_text(rule.percent, language),
    }


def _buy_get(rule: Rule, language: str) -> str:
    counts = {
        "buy": Counted(rule.buy, language),
        "all": Counted(rule.buy + rule.get, language),
        "get": Counted(rule.get, language),
        "percent": percent_text(rule.percent, language),
    }
    if rule.rewards:
        if rule.percent == WHOLE:
            return _("Buy %(buy)s and get %(get)s of something else free") % counts
        return _("Buy %(buy)s and get %(percent)s off something else") % counts
    if rule.percent == WHOLE:
        return _("Take %(all)s, pay for %(buy)s: the cheapest is free") % counts
    return _("Take %(all)s: %(percent)s off the cheapest") % counts


def _steps(rule: Rule, currency: str, language: str) -> str:
    parts = []
    for each in rule.steps:
        percent = percent_text(each.percent, language)
        if rule.kind == "tier_sum":
            start = money_text(each.start, currency, language)
            parts.append(
                _("%(percent)s off from %(sum)s") % {"percent": percent, "sum": start}
            )
        else:
            pieces = int(each.start)
            parts.append(
                ngettext(
                    "%(percent)s off from %(count)s piece",
                    "%(percent)s off from %(count)s pieces",
                    pieces,
                )
                % {"percent": percent, "count": Counted(pieces, language)}
            )
    return listed(parts, language)
