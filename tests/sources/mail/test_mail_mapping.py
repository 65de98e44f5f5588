"""What messages say in our terms: who wrote to whom, who of them is us, and what is no relationship."""

from __future__ import annotations

from closeknit.settings import Settings
from closeknit.sources.mail.messages import COLUMNS, message_row
from closeknit.sources.mappings.library import known_mappings
from tests.sources.mail.letters import letter
from tests.sources.mapped import Rows, connect

MAIL = known_mappings()["mail/messages"]
CON = connect()
US = Settings(our_domains=("ours.example",), our_people=("jo.lind@gmail.com",))


def told(*letters: bytes, settings: Settings = US) -> Rows:
    rows = Rows(settings, con=CON)
    rows.add(MAIL, tuple(COLUMNS), [message_row(one, "texts") or () for one in letters])
    return rows


def who(rows: Rows) -> list[tuple[str, str, str]]:
    """(kind, role, key) of everybody who took part in something."""
    said = rows.said("mail/messages").tables
    return CON.sql(
        f'select kind, role, key from "{said["activities"]}" '
        f'join "{said["participants"]}" using (activity_id) '
        "order by all"
    ).fetchall()


def test_what_they_write_to_us_is_received() -> None:
    rows = told(letter(Cc='"Maier, Li" <li@halden.example>'))
    assert who(rows) == [
        ("email.received", "recipient", "email:jo@ours.example"),
        ("email.received", "recipient", "email:li@halden.example"),
        ("email.received", "sender", "email:ana@halden.example"),
    ]
    assert rows.table("activities", "subject, body, link, case_key, occurred_at::varchar") == [
        ("The offer", "Hello Jo,\n\nagreed.", "mid:m1@halden.example", "thread:mail-m1@halden.example",
         "2026-03-02 09:11:12"),
    ]  # fmt: skip
    assert rows.table("traits", "key, name, value") == [
        ("email:ana@halden.example", "name", "Ana Ruiz"),
        ("email:jo@ours.example", "name", "Jo Lind"),
        ("email:li@halden.example", "name", "Maier Li"),
    ]
    assert rows.table("problems") == []


def sorted_out(*headers: dict[str, str]) -> list[str]:
    """The kind of each of several messages, read at once."""
    rows = told(*(letter(**one, Message_ID=f"<{n:02}@x>") for n, one in enumerate(headers)))  # type: ignore[arg-type]
    assert rows.table("problems") == []
    return [kind for _, kind in rows.table("activities", "link, kind")]


def test_what_we_write_is_sent_and_among_us_a_dealing_with_nobody() -> None:
    ours = ("jo@ours.example", "jo@mail.ours.example", "Jo.Lind@Gmail.com")
    to_them = [{"From": one, "To": "ana@halden.example, li@ours.example"} for one in ours]
    found = sorted_out(*to_them, {"From": "jo@ours.example", "To": "li@ours.example"})
    assert found == [*["email.sent"] * 3, "email.circulated"]


def test_the_label_of_what_was_sent_says_who_we_are_where_the_settings_do_not() -> None:
    rows = told(
        letter(From="jo@freelance.example", To="ana@x.example", X_Gmail_Labels="Sent"), settings=Settings()
    )
    assert {kind for kind, _, _ in who(rows)} == {"email.sent"}
    assert ("email:jo@freelance.example", "ours", "yes") in rows.table("traits", "key, name, value")


def test_what_programs_send_is_kept_but_names_nobody() -> None:
    sent = (
        {"List_Post": "<mailto:l@x.example>", "List_Id": "<l.x.example>"},
        {"List_Unsubscribe": "<https://x>"},
        {"From": "no-reply@shop.example"},
        {"Auto_Submitted": "auto-replied"},
        {"From": "jo@ours.example", "List_Unsubscribe": "<https://x>"},
        {"From": "jo@ours.example", "List_Post": "<mailto:l@x.example>"},
    )
    rows = told(*(letter(**one, Message_ID=f"<{n}@x>") for n, one in enumerate(sent)))  # type: ignore[arg-type]
    assert [kind for kind, in rows.table("activities", "kind")] == [
        "campaign.sent", "email.auto_replied", "list.posted", "list.posted", "newsletter.received",
        "notice.received",
    ]  # fmt: skip
    for table in ("participants", "traits", "same", "problems"):
        assert rows.table(table) == []


def test_a_list_of_our_own_is_a_mailbox_that_we_share() -> None:
    rows = told(letter(To="info@ours.example", List_Id="<info.ours.example>", Precedence="list"))
    assert [key for kind, role, key in who(rows) if role == "sender"] == ["email:ana@halden.example"]
    assert rows.table("activities", "kind") == [("email.received",)]


def test_a_bounce_marks_the_contact_that_is_gone() -> None:
    rows = told(letter("<li@x.example>: User unknown", From="MAILER-DAEMON@x.example", Subject="Undelivered"))
    assert rows.table("activities", "kind") == [("email.bounced",)]
    assert rows.table("traits", "key, name, value, since::date::text") == [
        ("email:li@x.example", "bounce_reason", "user unknown", "2026-03-02"),
        ("email:li@x.example", "bounced", "yes", "2026-03-02"),
    ]


def test_a_signature_says_title_phone_and_firm_since_that_day() -> None:
    rows = told(letter("Yes.\n\nBest regards\nAna Ruiz\nCFO\nHalden GmbH\nTel: +49 40 1234567\n"))
    said = {
        (name, value, since) for name, value, since in rows.table("traits", "name, value, since::date::text")
    }
    assert {("title", "CFO", "2026-03-02"), ("phone", "+49 40 1234567", "2026-03-02"),
            ("firm", "Halden GmbH", "2026-03-02")} <= said  # fmt: skip
    assert ("domain:halden.example", "name", "Halden GmbH") in rows.table("traits", "key, name, value")
    assert rows.table("ties", "from_key, kind, to_key") == [
        ("email:ana@halden.example", "works_at", "domain:halden.example")
    ]


def test_without_a_date_or_anybody_a_message_is_set_aside_and_drafts_say_nothing() -> None:
    rows = told(
        letter(Date=None), letter(From="Ana", To="all", Message_ID="<2@x>"), letter(X_Gmail_Labels="Draft")
    )
    assert [code for (code,) in rows.table("problems", "code")] == ["date.missing", "key.missing"]
    assert rows.table("activities") == []


def test_copies_are_one_message_and_the_one_that_came_straight_counts() -> None:
    by_list = letter(List_Post="<mailto:l@x>", Subject="[l] The offer")
    rows = told(letter(), by_list, letter(), by_list)
    assert rows.table("activities", "kind, subject") == [("email.received", "The offer")]
