"""A name is found however it is written, and not within other words."""

from django.test import SimpleTestCase

from annotations.blinding.names import named_systems


class NamedSystemsTests(SimpleTestCase):
    def assert_named(self, text: str, name: str) -> None:
        self.assertEqual(named_systems(text, [name]), [name], (text, name))

    def assert_not_named(self, text: str, name: str) -> None:
        self.assertEqual(named_systems(text, [name]), [], (text, name))

    def test_however_it_is_written(self):
        for text in ("GPT-4 against the rest", "gpt4", "GPT 4!", "（ＧＰＴ－４）", "与GPT4对比"):
            self.assert_named(text, "GPT-4")
        for text in ("用HuatuoGPT回答", "HUATUOGPT", "A huatuo-gpt study", "huatuo_gpt"):
            self.assert_named(text, "HuatuoGPT")
        self.assert_named("huatuo gpt2 7b", "HuatuoGPT2-7B")
        self.assert_named("对比模型一号与医生", "模型一号")

    def test_not_within_another_word_or_number(self):
        self.assert_not_named("palmar erythema", "ERA")
        self.assert_not_named("coherent answers", "Cohere")
        self.assert_not_named("gpt-40", "GPT-4")
        self.assert_not_named("Answers to patients", "Model One")

    def test_several_names_and_names_of_signs_alone(self):
        self.assertEqual(named_systems("A vs B-2", ["B2", "C", "A", "---", ""]), ["B2", "A"])
