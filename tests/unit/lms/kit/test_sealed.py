"""Sealed fields: unreadable in the database, bound to their column, opened by every key we still have."""

import hashlib
import hmac

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from lms.kit.sealed import SealBroken, blind_index, blind_indexes, index_columns, seal, seal_all, unseal
from lms.kit.suites import Key

PLACE = "lms_user.phone"


def test_opens_what_it_sealed():
    sealed = seal("+8613812345678", place=PLACE)
    assert "138" not in sealed
    assert unseal(sealed, place=PLACE) == "+8613812345678"
    assert seal("+8613812345678", place=PLACE) != sealed


def test_refuses_a_value_moved_to_another_column():
    with pytest.raises(SealBroken):
        unseal(seal("x", place=PLACE), place="trainees_trainee.id_number")


@pytest.mark.parametrize("change", [lambda s: s[:-8] + "AAAAAAA=", lambda s: s.split(":")[0] + ":", lambda s: "plain"])
def test_refuses_a_changed_value(change):
    with pytest.raises(SealBroken):
        unseal(change(seal("secret", place=PLACE)), place=PLACE)


def test_seals_with_the_newest_key_and_opens_with_the_old_one(settings):
    settings.FIELD_KEYS = {"k1": Key(b"1" * 32)}
    old = seal("secret", place=PLACE)
    settings.FIELD_KEYS = {"k2": Key(b"2" * 32), "k1": Key(b"1" * 32)}
    assert unseal(old, place=PLACE) == "secret"
    assert seal("secret", place=PLACE).startswith("k2:")
    settings.FIELD_KEYS = {"k2": Key(b"2" * 32)}
    with pytest.raises(SealBroken, match="no key named 'k1'"):
        unseal(old, place=PLACE)


def test_reads_values_of_both_suites(settings):
    settings.FIELD_KEYS = {"k1": Key(b"1" * 32)}
    old = seal("secret", place=PLACE)
    settings.FIELD_KEYS = {"k2": Key(b"2" * 16, "sm4"), "k1": Key(b"1" * 32)}
    new = seal("secret", place=PLACE)
    assert new.startswith("k2:sm4:")
    assert (unseal(old, place=PLACE), unseal(new, place=PLACE)) == ("secret", "secret")
    with pytest.raises(SealBroken):
        unseal(new, place="trainees_trainee.id_number")
    with pytest.raises(SealBroken):
        unseal(new[:-8] + "AAAAAAA=", place=PLACE)


def test_refuses_a_value_of_another_suite_than_its_key(settings):
    settings.FIELD_KEYS = {"k2": Key(b"2" * 16, "sm4")}
    new = seal("secret", place=PLACE)
    settings.FIELD_KEYS = {"k2": Key(b"2" * 32)}
    with pytest.raises(SealBroken, match="different suites"):
        unseal(new, place=PLACE)


def test_index_by_the_national_hash_has_the_same_shape(settings):
    usual = blind_index("phone", "+8613812345678")
    settings.INDEX_HASH = "sm3"
    assert len(blind_index("phone", "+8613812345678")) == 64
    assert blind_index("phone", "+8613812345678") != usual


def test_index_is_equal_for_equal_values_of_one_purpose_only(settings):
    index = blind_index("phone", "+8613812345678")
    assert index == blind_index("phone", "+8613812345678")
    assert index != blind_index("id", "+8613812345678")
    assert len(index) == 64
    settings.INDEX_KEYS = ("another key that is long enough for us",)
    assert index != blind_index("phone", "+8613812345678")


@pytest.mark.parametrize("name", ["sha256", "sm3"])
def test_index_is_the_hmac_that_stored_rows_have(settings, name):
    settings.INDEX_HASH, settings.INDEX_KEYS = name, ("a key that is long enough for everybody",)
    if name not in hashlib.algorithms_available:
        pytest.skip(f"OpenSSL has no {name} here")
    stored = hmac.new(settings.INDEX_KEYS[0].encode(), b"phone\0+8613812345678", name).hexdigest()
    assert blind_index("phone", "+8613812345678") == stored


def test_indexes_of_a_column_are_those_of_its_values(settings):
    settings.INDEX_KEYS = ("the new key that is long enough", "the old key that is long enough!")
    newest, older = index_columns("phone", ["+8613812345678", "", "+8613812345679"])
    assert newest[1] == older[1] == ""
    assert [newest[0], older[0]] == blind_indexes("phone", "+8613812345678")
    assert [newest[2], older[2]] == blind_indexes("phone", "+8613812345679")


def test_a_column_is_sealed_value_by_value():
    sealed = seal_all(["one", "two", "two"], place=PLACE)
    assert [unseal(value, place=PLACE) for value in sealed] == ["one", "two", "two"]
    assert len(set(sealed)) == 3


@pytest.mark.django_db
def test_field_is_sealed_in_the_table_and_plain_in_python():
    user = get_user_model()(username="x")
    user.set_phone("+8613812345678", verified=True)
    user.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_index FROM lms_user WHERE id = %s", [user.pk])
        stored = cursor.fetchone()
    assert "13812345678" not in "".join(stored)
    user.refresh_from_db()
    assert user.phone == "+8613812345678"
    assert get_user_model().objects.with_phone("+8613812345678").get() == user


@pytest.mark.django_db
def test_field_refuses_to_be_searched():
    with pytest.raises(TypeError, match="blind index"):
        get_user_model().objects.filter(phone="+8613812345678").first()
