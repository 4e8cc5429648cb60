"""The sentences a merchant reads about a file, each with its blanks by name."""

from __future__ import annotations


def gettext_noop(message: str) -> str:
    """Mark a sentence for the translators; whoever shows it translates it."""
    return message


BAD_NUMBER = gettext_noop("“%(value)s” is not a number; it was left out.")
BAD_DATE = gettext_noop("“%(value)s” is not a date; it was left out.")
BAD_FLAG = gettext_noop("“%(value)s” is neither yes nor no; “%(used)s” was taken.")
BAD_WORD = gettext_noop(
    "“%(value)s” is not one of %(known)s; “%(used)s” was taken.",
)
BAD_UNIT = gettext_noop("The unit “%(value)s” is not known; the measure was left out.")
BAD_GTIN = gettext_noop(
    "“%(value)s” is not a valid GTIN, EAN or ISBN; it was left out.",
)
BAD_ADDRESS = gettext_noop("“%(value)s” is not a web address; it was left out.")
BAD_CURRENCY = gettext_noop("“%(value)s” is not a currency; it was left out.")
BAD_LIST = gettext_noop("“%(value)s” has the wrong number of parts; it was left out.")
BAD_COUNTRY = gettext_noop(
    "“%(value)s” is not a country code of two letters; it was left out.",
)
BAD_SCORE = gettext_noop("A review needs a score from 1 to 5; it was left out.")
BAD_QUANTITY = gettext_noop("“%(value)s” is not a quantity; one piece was taken.")
ROUNDED_QUANTITY = gettext_noop("“%(value)s” was rounded down to %(used)s.")
TOO_LARGE = gettext_noop("“%(value)s” is too large; it was left out.")
NEGATIVE = gettext_noop("“%(value)s” is below zero; it was left out.")
NEGATIVE_STOCK = gettext_noop("The stock is %(value)s; 0 was taken.")
ROUNDED_AWAY = gettext_noop("“%(value)s” is too small to keep; it was left out.")
CONTROL_CHARACTERS = gettext_noop("Characters that cannot be shown were removed.")
UNREADABLE_CHARACTERS = gettext_noop(
    "Some characters could not be read and are shown as “\ufffd”.",
)
HTML_REMOVED = gettext_noop("For safety this was removed from the text: %(removed)s.")

NO_PRICE = gettext_noop("There is no price, so this variant was refused.")
NEGATIVE_PRICE = gettext_noop("A price cannot be below zero: the variant was refused.")
UNREADABLE_PRICE = gettext_noop(
    "“%(value)s” is not a price, so this variant was refused.",
)
ZERO_PRICE = gettext_noop(
    "The price is 0; the variant is kept but cannot be bought until it has one.",
)
COMPARE_AT_NOT_HIGHER = gettext_noop(
    "The earlier price %(value)s is not above the price %(price)s; it was left out.",
)
SALE_NOT_LOWER = gettext_noop(
    "The sale price %(value)s is not below the price %(price)s; it was left out.",
)
SALE_DATES_WITHOUT_SALE = gettext_noop("There is no sale for these dates.")
PARENT_PRICE_UNUSED = gettext_noop(
    "The product is sold by its variants, so its own price %(value)s was left out.",
)

NO_KEY = gettext_noop("Without a value here the row cannot be told from others.")
NO_TITLE = gettext_noop("The product has no title, so it was refused.")
NO_SKU = gettext_noop("There is no SKU; “%(used)s” was made up.")
NOTHING_TO_SELL = gettext_noop("No variant is left to sell, so it was refused.")
REPEATED_SKU = gettext_noop(
    "The SKU “%(value)s” is already on line %(first)s; this one was refused.",
)
REPEATED_PRODUCT_SKU = gettext_noop(
    "The SKU “%(value)s” is already on line %(first)s; the product goes without one.",
)
REPEATED_KEY = gettext_noop(
    "“%(value)s” is already on line %(first)s; this one was refused.",
)
REPEATED_CHOICES = gettext_noop(
    "Line %(first)s already has the variant “%(value)s”; this one was refused.",
)
CHOICES_DO_NOT_FIT = gettext_noop(
    "“%(value)s” does not fit the product's options %(options)s; it was refused.",
)
NO_OPTION_NAME = gettext_noop("The option has no name; “%(used)s” was taken.")
MISSING_CHOICE = gettext_noop(
    "The variant has no value for “%(option)s”; it was refused.",
)
OPTION_RESPELLED = gettext_noop(
    "The option “%(value)s” was written “%(used)s”, as on line %(first)s.",
)
REPEATED_OPTION = gettext_noop(
    "The option “%(value)s” is there twice; the product was refused.",
)
ANY_CHOICE_EXPANDED = gettext_noop(
    "“%(value)s” is sold in any %(option)s; one variant was made for each: %(skus)s.",
)
STOCK_SHARED_OUT = gettext_noop("The stock of %(value)s was shared out among %(skus)s.")
NO_VARIATIONS = gettext_noop(
    "There are no variations of “%(value)s” in this file; "
    "it is one article and its choices are kept as specifications.",
)
PRODUCT_REFUSED = gettext_noop(
    "The product “%(value)s” was refused, and this row with it.",
)
NO_PARENT = gettext_noop("“%(value)s” is not in this file; the row was refused.")
NO_ADDRESS = gettext_noop(
    "A product sold elsewhere needs the address where; it was refused.",
)
NO_PARTS = gettext_noop("A grouped product names no products; it was refused.")
UNKNOWN_KIND = gettext_noop("“%(value)s” is not a kind of product known here.")
KIND_DOES_NOT_FIT = gettext_noop(
    "The kind “%(value)s” cannot have several variants; “%(used)s” was taken.",
)
UNKNOWN_CATEGORY = gettext_noop("There is no category “%(value)s” in this file.")
NOT_IN_STOCK = gettext_noop("Marked as sold out without a stock figure; 0 was taken.")

NOT_CARRIED = gettext_noop(
    "Nothing here holds this column; %(count)s of its values were left out.",
)
NOT_CARRIED_VALUE = gettext_noop("Nothing here holds “%(value)s”; it was left out.")
REPEATED_COLUMN = gettext_noop(
    "The column is there twice; only the first one was read.",
)
TOO_MANY_CELLS = gettext_noop(
    "The row has %(count)s cells, the header only %(expected)s; it was refused.",
)
TOO_FEW_CELLS = gettext_noop(
    "The row has %(count)s cells and should have %(expected)s; it was refused.",
)
BROKEN_ROW = gettext_noop("The row cannot be read (%(error)s); it was refused.")
BROKEN_JSON = gettext_noop("The line is not JSON (%(error)s); it was refused.")
UNKNOWN_RECORD = gettext_noop("A line of the kind “%(value)s” is not known here.")
FEWER_PRODUCTS = gettext_noop(
    "The file announces %(value)s products but has %(count)s; it may be cut off.",
)
NOT_UTF8 = gettext_noop("The file is not UTF-8; it was read as Windows-1252.")

TEXT_CUT = gettext_noop("The text is longer than %(length)s characters; it was cut.")
TOO_DEEP = gettext_noop("“%(value)s” lies too deep in the tree; it was left out.")
TOO_LONG = gettext_noop(
    "“%(value)s” is longer than %(length)s characters; it was refused.",
)
SKU_TAKEN = gettext_noop(
    "The SKU “%(value)s” belongs to the product “%(other)s” of this shop; "
    "the variant was refused.",
)
CHOICES_TAKEN = gettext_noop(
    "The shop already sells “%(value)s” of this product as %(other)s; "
    "the variant was refused.",
)
NOT_IN_FILE = gettext_noop(
    "The shop also sells “%(value)s” of this product; it was left as it is.",
)
UNKNOWN_VAT_CLASS = gettext_noop(
    "There is no VAT class “%(value)s”; the standard one was taken.",
)
SEVERAL_VAT_CLASSES = gettext_noop(
    "The variants fall under several VAT classes; “%(value)s” was taken for all.",
)
UNKNOWN_CURRENCY = gettext_noop("There is no currency “%(value)s”; it was left out.")
PRICE_ROUNDED = gettext_noop("The price %(value)s was rounded to %(used)s.")
FORMER_PRICE = gettext_noop(
    "The earlier price %(value)s is not shown: a reduction may only be announced from "
    "the lowest price of the 30 days before, and this shop does not know it.",
)
SALE_OVER = gettext_noop("The sale at %(value)s is over; the regular price was taken.")
SALE_OF_SOME = gettext_noop(
    "The variants are not on sale alike, so no offer was made at %(value)s; "
    "the regular price was taken.",
)
STILL_PROMISED = gettext_noop(
    "%(sold)s are sold and not sent yet, so the stock was not set to %(value)s.",
)
UNKNOWN_CONTENT_UNIT = gettext_noop(
    "“%(value)s” is not a unit that a unit price is worked out for; it was left out.",
)
NOT_LISTED = gettext_noop(
    "The product is not shown in lists there, which is not known here: "
    "it was not published.",
)
NOT_YET = gettext_noop("Sold from %(value)s only: it was not published.")
NO_LONGER = gettext_noop("Sold until %(value)s: it was not published.")
GROUPED_TO_PAGE = gettext_noop(
    "A grouped product became a page that leads to its products (%(value)s); "
    "each of them is bought by itself.",
)
UNKNOWN_LINK = gettext_noop(
    "There is no product “%(value)s” in this shop to go with it; it was left out.",
)
UNKNOWN_PART = gettext_noop(
    "There is no “%(value)s” in this shop to be part of it; it was left out.",
)
NO_FILE = gettext_noop("There is no file “%(value)s”, so this picture was left out.")
PICTURES_BY_NAME = gettext_noop(
    "%(count)s pictures are named as files, as “%(value)s”: "
    "give the folder they lie in.",
)
BAD_PICTURE_FILE = gettext_noop("“%(value)s” was left out: %(error)s")
REVIEWS_LEFT = gettext_noop(
    "%(count)s reviews were left out: here only who has bought the product writes one.",
)
NO_SUCH_PRODUCT = gettext_noop(
    "There is no product “%(value)s” from this source; its texts were left out.",
)
NOT_STORED = gettext_noop("The database did not take this product: %(error)s")
BROKEN_XML = gettext_noop("The file cannot be read from here on (%(error)s).")
OTHER_SUPPLIER = gettext_noop(
    "A second supplier offers it as “%(value)s” at %(price)s; the first one was taken.",
)
