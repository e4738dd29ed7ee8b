"""The systems, how they were asked, and what came back. Pure."""

from annotations.exports.checklists.answers.materials import dates
from annotations.exports.checklists.record import Record, SystemRecord
from annotations.exports.checklists.wording import Answer, Text

SPACE = Text(" ", "")


def systems(record: Record) -> Answer:
    return Answer(
        Text("{systems} (data/systems).", "{systems}（data/systems）。").filled(
            systems="; ".join(map(_named, record.systems))
        ),
        Text(
            "maker, release and last date of training of each model",
            "各模型的开发者、版本发布信息及训练数据截止日期",
        ),
    )


def _named(system: SystemRecord) -> str:
    names = list(dict.fromkeys(filter(None, (system.model, *system.reported))))
    return f"{system.name} ({', '.join(names)})" if names else system.name


def settings(record: Record) -> Answer:
    if not record.is_generated:
        return Answer(
            Text("the answers were imported (data/responses).", "答案为导入（data/responses）。"),
            Text(
                "how the answers were generated: prompts, settings, dates",
                "答案的生成方式：提示词、参数与日期",
            ),
        )
    return Answer(
        Text(
            "system prompt, prompt template and parameters of every system as sent: data/systems; "
            "one answer to each item, at the time in data/responses.",
            "各系统实际使用的系统提示词、提示词模板与参数见 data/systems；每题一次作答，时间见 "
            "data/responses。",
        )
    )


def prompts(record: Record) -> Answer:
    return Answer(
        Text(
            "prompts as sent: data/systems (system_prompt, prompt_template), data/items (prompt, "
            "case).",
            "实际发送的提示词：data/systems（system_prompt、prompt_template）、data/items（prompt、"
            "case）。",
        ),
        Text("who designed and chose the prompts, and how", "提示词由谁设计、如何筛选"),
    )


def querying(record: Record) -> Answer:
    when = dates(record).recorded
    where = Text("origin of every answer: data/responses.", "每条答案的来源：data/responses。")
    return Answer(when + SPACE + where if when.en else where, settings(record).to_write)


def dialogue(record: Record) -> Answer:
    if record.has_patient:
        return Answer(
            Text(
                "in multi-turn cases a simulated patient talked to each system by itself; its "
                "instructions: data/systems, role patient.",
                "多轮病例由模拟患者分别与各系统对话；其指令见 data/systems 中角色为 patient 的行。",
            )
        )
    return Answer(
        Text(
            "each item is a conversation of its own: data/responses.",
            "每题为独立对话：data/responses。",
        )
    )


def outputs(record: Record) -> Answer:
    if record.with_answers:
        return Answer(
            Text(
                "free text, as it came and as it was shown: data/turns.",
                "自由文本，原文与展示文本均见 data/turns。",
            )
        )
    return Answer(
        Text(
            "free text; the protocol does not hand the texts out, their hashes are in data/turns.",
            "自由文本；按研究方案不对外提供文本，其哈希值见 data/turns。",
        )
    )


def compute(record: Record) -> Answer:
    wanted = Text("hardware and cost of running the models", "运行模型的硬件与费用")
    calls = record.calls
    if not calls.count:
        return Answer(to_write=wanted)
    return Answer(
        Text(
            "{count} calls to endpoints, {minutes} minutes of answering in all, {asked} prompt and "
            "{answered} completion tokens as far as endpoints told.",
            "共调用服务端 {count} 次，合计作答 {minutes} 分钟；服务端报告的输入词元 {asked}、"
            "输出词元 {answered}。",
        ).filled(
            count=calls.count,
            minutes=f"{calls.minutes:.1f}",
            asked=calls.prompt_tokens or 0,
            answered=calls.completion_tokens or 0,
        ),
        wanted,
    )


def updating(record: Record) -> Answer:
    if record.regenerated:
        return Answer(
            Text(
                "systems were fixed at the start; {count} answers were generated anew with a "
                "reason (data/responses: version, reason).",
                "系统在开始时固定；{count} 条答案经注明原因后重新生成（data/responses：version、"
                "reason）。",
            ).filled(count=record.regenerated)
        )
    return Answer(
        Text(
            "no model was updated: systems were fixed at the start.",
            "未更新模型：系统在开始时即已固定。",
        ),
        is_applicable=False,
    )
