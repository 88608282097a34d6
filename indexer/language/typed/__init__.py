"""What a typed word may have been meant to be: other spellings, other keyboards, another language.

Only queries are read by this package: an index does not depend on it, and `language.fingerprint` leaves it out.
"""
