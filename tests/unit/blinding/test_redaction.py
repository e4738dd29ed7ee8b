"""What is a leak and what is none, where it stands, and how it is hidden."""

from django.test import SimpleTestCase

from annotations.blinding.redaction import (
    Kind,
    Leak,
    Masked,
    Reason,
    find_leaks,
    is_searchable,
    mask,
)


def shown(text: str, *aliases: str) -> str:
    return mask(text, find_leaks(text, aliases)).text


class FindingTests(SimpleTestCase):
    def assert_leak(self, text: str, told: str, kind: Kind, reason: Reason) -> None:
        [leak] = find_leaks(text)
        found = (text[leak.start : leak.end], leak.kind, leak.reason)
        self.assertEqual(found, (told, kind, reason))

    def assert_clean(self, *texts: str) -> None:
        for text in texts:
            with self.subTest(text):
                self.assertEqual(find_leaks(text), ())

    def test_the_writer_says_that_it_is_a_machine(self):
        told = (Kind.MACHINE, Reason.SELF_DESCRIPTION)
        self.assert_leak("As an AI language model, I can't.", "an AI language model", *told)
        self.assert_leak("I'm not a doctor, but an AI assistant.", "an AI assistant", *told)
        self.assert_leak("作为一名人工智能助手，我不能开药。", "一名人工智能助手", *told)
        self.assert_leak("我是一個AI，沒有執照。", "一個AI", *told)

    def test_the_writer_tells_its_training_or_maker(self):
        self.assert_leak("我的知识截止到2021年。", "我的知识截止到", Kind.MACHINE, Reason.TRAINING)
        self.assert_leak(
            "I was developed by Google.", "developed by Google", Kind.VENDOR, Reason.VENDOR_NAME
        )
        self.assert_leak("我由某公司开发，请勿轻信。", "由某公司开发", Kind.MACHINE, Reason.MAKER)

    def test_a_model_is_named(self):
        told = (Kind.MODEL, Reason.MODEL_NAME)
        self.assert_leak("您好，我是HuatuoGPT。", "HuatuoGPT", *told)
        self.assert_leak("文心一言建议多喝水。", "文心一言", *told)
        self.assert_leak("I'm Claude, pleased to meet you.", "Claude", *told)
        self.assert_leak("Llama-2-7B-Chat says rest.", "Llama-2-7B-Chat", *told)

    def test_however_a_name_is_written(self):
        for name in ("Ｃｈａｔ－ＧＰＴ", "chat gpt", "Ch\u200batGPT", "СhatGPT", "C h a t G P T"):
            self.assertEqual(shown(f"I am {name}."), "I am ‹omitted›.", name)
        for name in ("華佗GPT", "华 佗 GPT", "华佗-gpt", "华**佗**GPT"):
            self.assertEqual(shown(f"我是{name}。"), "我是〔略〕。", name)

    def test_medicine_about_machines_is_no_leak(self):
        self.assert_clean(
            "AI-assisted screening found a nodule.",
            "使用人工智能辅助诊断的CT需要医生复核。",
            "机器人手术出血少。",
            "I am an AI researcher.",
            "我是一名从事人工智能研究的医生。",
        )

    def test_words_of_medicine_are_no_leak(self):
        self.assert_clean(
            "Palmar erythema, coherent speech, bombardment.",
            "人工关节、人工授精、人工流产和人工晶体。",
            "AI（主动脉瓣关闭不全）轻度。",
            "As an AI, letrozole lowers oestrogen.",
            "GPT 40 U/L, GPT 4 times the upper limit.",
            "Claude syndrome; the GEMINI 1 trial; llama antibodies.",
            "华佗再造丸、华佗夹脊穴、扁鹊、海纳百川、阿里地区。",
        )

    def test_a_person_or_a_disclaimer_is_no_leak(self):
        self.assert_clean(
            "As a doctor, I see this often.",
            "I'm a medical assistant on this ward.",
            "I'm Claude, the physiotherapist, and Gemma from the clinic will call.",
            "I am a software engineer, and my database of patients shows the same.",
            "我不是机器人，是值班的护士；我是张主任的助手。",
            "我无法替代医生，请尽快就诊。",
            "我不是医生，但建议您就诊。",
        )


class StudyNamesTests(SimpleTestCase):
    def test_the_studys_own_names_count_wherever_they_stand(self):
        text = "The med-alpha answer."
        [leak] = find_leaks(text, ["MedAlpha"])
        self.assertEqual(leak, Leak(4, 13, Kind.OWN, Reason.STUDY_NAME, "en"))

    def test_not_within_other_words_nor_with_another_meaning(self):
        self.assertEqual(find_leaks("palmar erythema", ["ERA"]), ())
        self.assertEqual(find_leaks("华佗再造丸；Claude syndrome", ["华佗", "Claude"]), ())

    def test_a_name_too_short_to_search_for_says_so(self):
        self.assertEqual(find_leaks("Vitamin A and B12, 甲胎蛋白", ["A", "B1", "甲", "--"]), ())
        searchable = {name: is_searchable(name) for name in ("A", "B1", "甲", "--", "B12", "甲型")}
        self.assertEqual([name for name in searchable if searchable[name]], ["B12", "甲型"])


class MaskingTests(SimpleTestCase):
    def test_the_sentence_stays_readable(self):
        self.assertEqual(shown("作为AI，我不能开药。"), "作为〔略〕，我不能开药。")
        self.assertEqual(
            shown("I am ChatGPT, a large language model trained by OpenAI."), "I am ‹omitted›."
        )

    def test_emphasis_is_not_cut_in_half(self):
        self.assertEqual(shown("I'm **Chat**GPT."), "I'm ‹omitted›.")
        self.assertEqual(shown("我是**AI助手**。"), "我是**〔略〕**。")

    def test_positions_can_be_found_again(self):
        text = "我是AI，我叫豆包。"
        masked = mask(text, find_leaks(text))
        self.assertEqual(masked.text, "我是〔略〕，我叫〔略〕。")
        self.assertEqual([(span.start, span.end) for span in masked.spans], [(2, 4), (7, 9)])
        self.assertEqual(masked.raw_span(0, 2), (0, 2))
        self.assertEqual(masked.raw_span(3, 4), (2, 4))
        self.assertEqual(masked.raw_span(5, 8), (4, 7))
        self.assertEqual(masked.raw_span(0, len(masked.text)), (0, len(text)))

    def test_nothing_to_hide(self):
        self.assertEqual(mask("Rest.", ()), Masked("Rest.", ()))

    def test_a_placeholder_is_no_name(self):
        self.assertEqual(find_leaks("As ‹omitted›, I rest.", ["omitted"]), ())
