"""What a sentence is about, and topics that nobody listed."""

from closeknit.texts.discovering import discovered
from closeknit.texts.topics import Topics, asked_words, topic_words


def test_a_sentence_is_kept_as_the_words_that_can_name_a_topic():
    assert topic_words("We love reading your CRM white papers, Tom!") == (
        " love reading · crm white paper · tom "
    )
    assert topic_words("I’m sure it's what they don't see: https://north.example/") == " north example "
    assert topic_words("It is what it is.") == " "


def test_plurals_are_one_with_their_singular():
    assert topic_words("Invoices deliveries addresses churches bus status") == (
        " invoice delivery address church bus status "
    )


def test_a_listed_topic_is_found_by_its_name_and_by_all_words_of_a_phrase():
    topics = Topics.listed({"churn": ["leaving customers", "cancellation"], "Pricing": []})
    assert topics.of(topic_words("Our churn is high.")) == ("churn",)
    assert topics.of(topic_words("Customers are leaving us over prices.")) == ("churn",)
    assert topics.of(topic_words("The customer pays.")) == ()
    assert topics.named("pricing") == "Pricing"
    assert topics.named("prices") == ""


def test_a_topic_asked_for_is_looked_up_by_its_words():
    assert asked_words("CRM white papers") == (" crm ", " white ", " paper ")


def test_what_several_customers_speak_of_is_discovered_the_pair_before_its_words():
    said = [
        *(
            (n, topic_words(f"The label printer {verb}"))
            for n, verb in enumerate(("jams", "ran dry", "is it", "!"))
        ),
        *((n, topic_words("Invoices are wrong")) for n in range(3)),
        *((9, topic_words("Our sailing boat")) for _ in range(9)),
    ]
    assert discovered(said) == ["label printer", "invoice"]
    assert discovered(said, known=["label printer"]) == ["invoice"]


def test_acts_and_words_of_anything_are_no_topics_and_pairs_stand_side_by_side():
    each = ("Cannot log in after password change", "Please add the price list", "Scanner does not pair")
    said = [(n, topic_words(words)) for n in range(3) for words in each]
    assert discovered(said) == ["password change", "price list", "scanner"]


def test_what_nearly_everybody_says_is_no_topic():
    said = [(n, topic_words("dockside portal" if n < 10 else "dockside scanner")) for n in range(30)]
    assert "dockside" not in discovered(said)
