"""Two invented pairs in each language: what a preview shows before a study has answers. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SamplePair:
    """A question with one answer a side, or a case with a conversation a side."""

    asked: str
    left: tuple[str, ...]
    right: tuple[str, ...]


SAMPLES: dict[str, tuple[SamplePair, ...]] = {
    "en": (
        SamplePair(
            asked="I have had a dry cough for ten days after a cold. Should I worry?",
            left=(
                "A dry cough often lasts two to three weeks after a cold and then goes by "
                "itself.\n\n"
                "**What you can do**\n\n"
                "- drink enough, and keep the air in the bedroom moist\n"
                "- a spoon of honey before going to bed\n\n"
                "**See a doctor** if you cough blood, run a fever, get short of breath, or if it "
                "has not gone after three weeks.",
            ),
            right=(
                "Ten days is not unusual. Rest, drink warm fluids and avoid smoke. If it gets "
                "worse or lasts longer than three weeks, have your lungs listened to.",
            ),
        ),
        SamplePair(
            asked="A 46-year-old office worker with burning pain behind the breastbone after "
            "meals for two months; smokes ten cigarettes a day; no weight loss.",
            left=(
                "My chest burns after I eat. Is it my heart?",
                "Burning after meals, behind the breastbone, is most often acid from the stomach. "
                "Does it get worse when you lie down or bend over, and does it ever come with "
                "exertion?",
                "It is worse in the evening when I lie on the sofa. Not when I walk.",
                "That fits reflux. Eat smaller meals, nothing in the three hours before lying "
                "down, and try to smoke less. Because of your age, have an ECG once all the same.",
            ),
            right=(
                "I have heartburn nearly every day. What can I take?",
                "Antacids from the pharmacy help for the moment. Do you have trouble swallowing, "
                "weight loss, black stools or vomiting?",
                "No, none of that. Just the burning after meals.",
                "Then a course of an acid blocker for four weeks is reasonable. If it returns "
                "afterwards, ask your doctor about a gastroscopy.",
            ),
        ),
    ),
    "zh-hans": (
        SamplePair(
            asked="感冒后干咳十天了还没好，需要担心吗？",
            left=(
                "感冒后的干咳常会持续两到三周，多数能自行缓解。\n\n"
                "**您可以这样做**\n\n"
                "- 多喝水，保持卧室空气湿润\n"
                "- 睡前可以喝一勺蜂蜜\n\n"
                "**出现以下情况请就医**：咯血、发热、气促，或三周后仍不见好转。",
            ),
            right=(
                "十天还算常见。请注意休息，喝温水，避免烟雾刺激。如果加重或超过三周，建议到医院做肺部听诊。",
            ),
        ),
        SamplePair(
            asked="46 岁，办公室职员，餐后胸骨后烧灼感两个月；每天吸烟十支；体重无下降。",
            left=(
                "我吃完饭胸口发烧一样，是不是心脏有问题？",
                "餐后胸骨后烧灼感，多数是胃酸反流引起的。平躺或弯腰时会加重吗？活动时会出现吗？",
                "晚上躺在沙发上更明显，走路时没有。",
                "这符合反流的表现。建议少食多餐，睡前三小时不进食，并尽量少吸烟。考虑到您的年龄，仍建议做一次心电图。",
            ),
            right=(
                "我几乎每天都烧心，可以吃什么药？",
                "药店的抗酸药可以暂时缓解。您有没有吞咽困难、体重下降、黑便或呕吐？",
                "都没有，就是饭后烧心。",
                "那么可以先服用四周抑酸药。如果停药后复发，请咨询医生是否需要做胃镜检查。",
            ),
        ),
    ),
}
