"""The number and the validity of a TLV."""

import pytest

from tests.clocks import day
from workflows.domain.tlv import TlvNumber, is_tlv_end, tlv_end, tlv_start_warning


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("2026-11-23", "2028-07-31"),
        ("2027-02-01", "2028-07-31"),
        ("2027-06-01", "2028-07-31"),
        ("2027-07-31", "2028-07-31"),
        ("2027-08-01", "2028-07-31"),
        ("2027-08-02", "2029-07-31"),
        ("2027-08-23", "2029-07-31"),
        ("2027-04-29", "2028-07-31"),
    ],
)
def test_a_tlv_holds_at_least_one_full_school_year_and_ends_on_31_july(start, ends):
    assert tlv_end(day(start)) == day(ends)
    assert is_tlv_end(day(start), day(ends))
    assert is_tlv_end(day(start), day("2032-07-31"))
    assert not is_tlv_end(day(start), day("2032-08-01"))
    assert not is_tlv_end(day(start), day("2027-07-31"))


def test_a_start_after_1_august_warns_that_the_shortest_tlv_is_a_year_longer():
    warning = tlv_start_warning(day("2027-08-23"))
    assert warning is not None
    assert warning.nl == "Begindatum na 1 augustus: minimaal tot 31 juli 2029."
    assert tlv_start_warning(day("2027-08-01")) is None


@pytest.mark.parametrize("text", ["PO9903-2026-00042", "VO2305-2026-00001", "PO9901-2014-99999"])
def test_a_number_reads_back_as_it_was_written(text):
    assert str(TlvNumber.parse(text)) == text


def test_a_number_is_written_with_leading_zeros():
    assert str(TlvNumber("PO9901", 2027, 1)) == "PO9901-2027-00001"


@pytest.mark.parametrize(
    "text",
    ["PO9903-2026-042", "PO9903-2013-00001", "po3101-2026-00042", "PO9903-2026-00042 ", "PO310-2026-00042",
     "XO3101-2026-00042", "PO9903-2026-0004²", ""],
)  # fmt: skip
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="is geen TLV-nummer"):
        TlvNumber.parse(text)
