"""Names of language models and of those who make them, as of 2026.

A blank stands where writers set a blank, a hyphen or nothing. A study's own names need not be
here: the study hands them over.
"""

# These mean nothing else and count wherever they stand.
MODELS = """
chat gpt|huatuo gpt|doctor gpt|med gpt|health gpt|bio gpt|medical gpt|qizhen gpt|win gpt
care gpt|instruct gpt|auto gpt|dr gpt|huatuo gpt ii|gpt neo|gpt j|chat glm|visual glm
doctor glm|xray glm|ant glm|open ai o1|open ai o3|deep seek|qwen|qwq|tongyi qianwen|ernie bot
ernie 3.0|ernie 4.0|wenxin yiyan|xinghuo|spark desk|hunyuan|doubao|baichuan|disc med llm
med llm|chat doctor|doc chat|pmc llama|med alpaca|clinical camel|meditron|med palm|bio mistral
bio med lm|me llama|open bio llm|zhongjing llm|shennong tcm|ben tsao|intern lm|tiger bot
wizard lm|stable lm|smol lm|llama 2|llama 3|code llama|chat law|moss 003|mini cpm
mini max text|copilot chat|bing chat|new bing|google bard|meta ai|google gemini|bard ai|claude ai
anthropic claude|meta llama|microsoft copilot|github copilot|ibm watson|lambda model
text davinci|code davinci|bloomz|open assistant|dolly v2|medgemma|bian que 1.0|bian que 2.0
bianque|med gemini|med lm|chat med|mental llama|aqulia chat|step chat|文心一言|文心大模型
通义千问|通义大模型|通义灵码|讯飞星火|讯飞晓医|星火大模型|星火认知|智谱清言|盘古大模型
混元大模型|腾讯混元|腾讯元宝|豆包大模型|百川大模型|百川智能|百小应|百小医|灵医大模型|灵医智惠
书生浦语|紫东太初|日日新大模型|天工大模型|商量大模型|云雀大模型|华佗 gpt|华佗 大模型|华佗 智能
扁鹊 大模型|扁鹊 gpt|仲景 大模型|仲景 中医 大模型|神农 大模型|神农 中医药 大模型|本草 大模型
岐黄 大模型|岐黄问道|启真 大模型|孙思邈 大模型|太一 大模型|明医 大模型|医联 medgpt|左手医生
京医千询|医渡大模型|小荷 ai 医生|夸克 大模型|蚂蚁 阿福|mixtral|command r|perplexity ai
character ai|open evidence|woebot|wysa|replika|inflection pi|sea llm|书生 浦语|豆包 ai
文心 快码|gemini ai|llama ai|nova ai|step fun|kimi chat|kimi 智能|海螺 ai|跃问|蚂蚁 百灵
百灵 大模型|taiyi llm|wei yu|jing fang|hua tuo gpt|medical llm
"""
VENDORS = """
open ai|anthropic|deep seek ai|zhipu ai|moonshot ai|mistral ai|stability ai|hugging face
cohere ai|x ai grok|sense time|iflytek|baichuan ai|minimax ai|01 ai|aleph alpha|ai21 labs
eleuther ai|inflection ai|智谱 ai|智谱华章|智谱|月之暗面|深度求索|科大讯飞|讯飞 医疗|零一万物
面壁智能|阶跃星辰|云知声|商汤科技|澜舟科技|阿里 达摩院|通义 实验室|百川智能公司|金山 助手
金山 ai|上海 人工智能 实验室|上海 ai 实验室|shanghai ai lab|shanghai ai laboratory
freedom intelligence
"""
# These are words of their own (a syndrome, a trial, an animal, a physician of the Han dynasty, a
# bun): they count only where somebody introduces itself by them, or behind a version or "model".
WORDS = """
claude|gemini|bard|llama|palm|grok|mistral|mixtral|falcon|vicuna|alpaca|koala|phi|yi|kimi
ernie|copilot|watson|huatuo|hua tuo|bian que|zhong jing|gpt|glm|llm|orca|zephyr|gemma|nova
titan|moss|tulu|dolly|sage|bing|siri|alexa|cortana|pangu|spark|pulse|taiyi|o1|o3|o4 mini|豆包
元宝|星火|混元|百川|扁鹊|华佗|文心|通义|盘古|书生|神农|仲景|张仲景|孙思邈|岐黄|本草|太一|天工
商量|小度|小爱|小艺|小冰|小荷|小微|小佗|夸克|启真|子牙|云雀|海螺|悟道|李时珍|小布|小医|医小助
康康|cohere|perplexity|tiny llama|mistralai|aya|zhipu
"""
# Makers with other business: they count only as the writer's maker.
MAKERS = """
google deepmind|google research|google ai|google|deepmind|meta ai|meta|facebook|microsoft
alibaba cloud|alibaba|baidu|tencent|huawei|bytedance|amazon|apple|nvidia|ibm|x ai|sensetime|xunfei
zhipu|moonshot|cohere|perplexity|stanford|tsinghua university|fudan university
阿里巴巴|阿里云|阿里|百度|腾讯|华为|字节跳动|字节|讯飞|谷歌|微软|苹果|京东健康|京东|蚂蚁集团|蚂蚁|商汤
小米|网易|金山|平安|360|昆仑万维|达摩院|香港中文大学|复旦大学|清华大学|北京大学|华南理工大学|上海交通大学
浙江大学|中国科学院|中科院
"""
