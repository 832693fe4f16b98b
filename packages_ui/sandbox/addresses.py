"""An address of the sandbox, in the shape of PKG101."""

from random import Random

from packages_ui.sandbox import names
from packages_ui.sandbox.records import Body

_ASCII = str.maketrans("ğüşıöçâĞÜŞİÖÇ", "gusiocaGUSIOC")


def address(random: Random) -> Body:
    """17 fields; the ones of companies are null for persons, and the other way round."""
    first, last = random.choice(names.FIRST_NAMES), random.choice(names.LAST_NAMES)
    city, township, district, postcode = random.choice(names.PLACES)
    return {
        "email": f"{first}.{last}@example.com".translate(_ASCII).lower(),
        "phone_number": f"+90555{random.randint(0, 9_999_999):07d}",
        "first_name": first,
        "last_name": last,
        "country": "Türkiye",
        "country_code": "TR",
        "city": city,
        "township": township,
        "district": f"{district} Mah.",
        "line": f"{random.choice(names.STREETS)} Sok. No: {random.randint(1, 180)}/{random.randint(1, 24)}",
        "postcode": postcode,
        **_tax(random),
        "notes": random.choice(names.ADDRESS_NOTES) if random.random() < 0.12 else None,
    }


def _tax(random: Random) -> Body:
    if random.random() < 0.85:
        person = str(random.randint(10**10, 10**11 - 1))
        company: Body = {"company_name": None, "tax_office": None, "tax_no": None, "e_bill_taxpayer": False}
        return {**company, "identity_number": person}
    return {
        "company_name": random.choice(names.COMPANIES),
        "tax_office": random.choice(names.TAX_OFFICES),
        "tax_no": str(random.randint(10**9, 10**10 - 1)),
        "e_bill_taxpayer": random.random() < 0.5,
        "identity_number": None,
    }
