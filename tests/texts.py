"""Invented answers of any length: Markdown with lists, a table, doses and a formula."""

from collections.abc import Iterator
from itertools import cycle

CHINESE = (
    "根据您描述的情况，首先考虑**上呼吸道感染**，多数在一周左右自行好转。\n\n",
    "1. 多饮温水，注意休息；\n2. 体温超过 38.5 ℃ 时可服用对乙酰氨基酚；\n3. 记录体温。\n\n",
    "| 药物 | 剂量 | 间隔 |\n|---|---:|---:|\n| 对乙酰氨基酚 | 0.5 g | 6 小时 |\n\n",
    "如出现**呼吸困难**、持续高热或咳血，请立即就诊，不要自行加药。\n\n",
    "体重指数按 $BMI = \\frac{m}{h^2}$ 计算，可帮助判断是否需要调整剂量。\n\n",
    "我理解您的担心，这种情况在换季时很常见，按时复查即可，您不必过于焦虑。\n\n",
)
ENGLISH = (
    "What you describe is most often a **cold** that settles in a week.\n\n",
    "1. Drink enough and rest.\n2. Take paracetamol above 38.5 °C.\n3. Note your temperature.\n\n",
    "| Medicine | Dose | Interval |\n|---|---:|---:|\n| Paracetamol | 500 mg | 6 h |\n\n",
    "See a doctor **at once** if you are short of breath, confused, or cough up blood.\n\n",
    "The body mass index is $BMI = \\frac{m}{h^2}$; it may change the dose.\n\n",
    "I understand that this worries you; it is common at this time of the year.\n\n",
)


def answer(number: int, length: int, language: str = "zh-hans") -> str:
    """An answer of about ``length`` code points; two numbers give different answers."""
    pieces = CHINESE if language == "zh-hans" else ENGLISH
    text = f"（{number}）" if language == "zh-hans" else f"({number}) "
    for piece in _from(pieces, number):
        if len(text) >= length:
            return text.strip()
        text += piece
    raise AssertionError("cycle never ends")


def _from(pieces: tuple[str, ...], number: int) -> Iterator[str]:
    start = number % len(pieces)
    return cycle(pieces[start:] + pieces[:start])
