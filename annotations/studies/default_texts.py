"""What a study says when its file says nothing: criteria and instructions in both languages.

Every criterion states its direction, so that nobody has to guess which answer wins.
"""

INSTRUCTIONS = {
    "en": "Read the question or case and both answers. Then say which answer is better: first "
    "overall, then on each criterion. Judge the content, not the length. If you recognise who "
    "wrote an answer, judge it all the same and say so in the form.",
    "zh-hans": "请阅读题目或病例以及两侧的回答，然后判断哪一侧更好：先给出总体评价，"
    "再逐项评价各个维度。"
    "请评价内容本身，而不是篇幅。如果您认出了回答的来源，请照常评审，并在表单中注明。",
}

CRITERIA: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    (
        "overall",
        {"en": "Overall", "zh-hans": "总体评价"},
        {
            "en": "Better is the answer that you would rather see given to this patient.",
            "zh-hans": "您更愿意让这位患者得到的回答为优。",
        },
    ),
    (
        "professionalism",
        {"en": "Professionalism", "zh-hans": "专业性"},
        {
            "en": "Better is the answer that shows the grasp, terms and caution of a trained "
            "physician.",
            "zh-hans": "医学理解、术语和谨慎程度更符合专业医生水准的回答为优。",
        },
    ),
    (
        "accuracy",
        {"en": "Accuracy", "zh-hans": "准确性"},
        {
            "en": "Better is the answer whose statements are correct, current and right for this "
            "patient, with nothing made up.",
            "zh-hans": "内容正确、不过时、符合该患者情况且没有编造的回答为优。",
        },
    ),
    (
        "richness",
        {"en": "Richness", "zh-hans": "丰富度"},
        {
            "en": "Better is the answer that covers more of what matters here: causes, "
            "examinations, treatment, what to watch for. Length alone does not count.",
            "zh-hans": "对关键信息（原因、检查、处理、注意事项等）覆盖更全面的回答为优；"
            "篇幅长短本身不计。",
        },
    ),
    (
        "humanistic_care",
        {"en": "Humanistic care", "zh-hans": "人文关怀"},
        {
            "en": "Better is the answer that takes the patient's worries seriously and speaks "
            "with respect, warmth and in words they understand.",
            "zh-hans": "更重视患者的担忧，语言尊重、温暖、易懂的回答为优。",
        },
    ),
)
