"""Lists as people paste them."""

from django.test import SimpleTestCase

from annotations.entrance.invitees import MOST_LINES, Fault, Invitee, read_invitees


def people(text: str) -> list[Invitee]:
    found, bad = read_invitees(text)
    assert not bad, bad
    return found


def faults(text: str) -> list[tuple[int, Fault]]:
    return [(line.line, line.fault) for line in read_invitees(text)[1]]


class InviteeTests(SimpleTestCase):
    def test_one_person_however_it_is_written(self):
        wanted = Invitee(1, "王医生", "wang@example.org", ("心内科", "呼吸科"), 20)
        for line in (
            "王医生,wang@example.org,心内科/呼吸科,20",
            "王医生，wang@example.org，心内科、呼吸科，20",
            "王医生\tWang@Example.org\t心内科|呼吸科\t20",
            "王医生; 20; wang@example.org; 心内科; 呼吸科",
            "王医生 wang@example.org 心内科 呼吸科 20",
            "　王医生　ｗａｎｇ@example.org 心内科/呼吸科 ２０",
        ):
            with self.subTest(line):
                self.assertEqual(people(line), [wanted])

    def test_only_a_name(self):
        self.assertEqual(people("王医生"), [Invitee(1, "王医生")])
        self.assertEqual(people("Anna Maria Smith"), [Invitee(1, "Anna Maria Smith")])

    def test_a_name_of_several_words_ends_at_an_address_or_a_number(self):
        (anna,) = people("Anna Smith anna@example.org cardiology 12")
        self.assertEqual(
            (anna.name, anna.specialties, anna.quota), ("Anna Smith", ("cardiology",), 12)
        )

    def test_quotes_around_a_comma(self):
        (anna,) = people('"Smith, Anna",anna@example.org')
        self.assertEqual(anna.name, "Smith, Anna")

    def test_headings_and_empty_lines_are_nobody(self):
        text = "姓名,邮箱,专科,数量\n\n王医生,,心内科,\n  \n李医生"
        self.assertEqual(
            [(one.line, one.name) for one in people(text)], [(3, "王医生"), (5, "李医生")]
        )

    def test_every_bad_line_has_its_reason(self):
        text = "\n".join(
            [
                "wang@example.org",
                "王医生,wang@",
                "王医生,a@example.org,b@example.org",
                "王医生,0",
                "王医生,3,4",
                "n" * 121,
                "好医生,good@example.org",
                "又医生,GOOD@example.org",
            ]
        )
        self.assertEqual(
            faults(text),
            [
                (1, Fault.NO_NAME),
                (2, Fault.BAD_MAIL),
                (3, Fault.TWO_MAILS),
                (4, Fault.BAD_QUOTA),
                (5, Fault.TWO_NUMBERS),
                (6, Fault.LONG_NAME),
                (8, Fault.SAME_MAIL),
            ],
        )

    def test_no_more_than_a_form_can_show(self):
        found, bad = read_invitees("王医生\n" * (MOST_LINES + 5))
        self.assertEqual((len(found), {line.fault for line in bad}), (MOST_LINES, {Fault.TOO_MANY}))

    def test_anything_at_all_is_read_without_an_error(self):
        for text in ('"', '"a,b\n"', "\x00\t\x00", ",,,,", "-5", "٣", "²", "@", "a,²"):
            with self.subTest(text):
                read_invitees(text)
