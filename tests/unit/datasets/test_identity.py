"""What looks like a patient's identity is found; everyday medicine is not cried at."""

from django.test import SimpleTestCase

from annotations.datasets.identity import Identity, excerpt, find_identity, is_id_card

# Invented, with a right check digit where there is one.
FOUND = (
    (Identity.ID_CARD, "身份证11010519491231002X", "11010519491231002X"),
    (Identity.ID_CARD, "证件：110105491231002", "110105491231002"),
    (Identity.ID_CARD, "１１０１０５１９４９１２３１００２X", ""),
    (Identity.PHONE, "手机13812345678", "13812345678"),
    (Identity.PHONE, "打我的电话：138 1234 5678。", "138 1234 5678"),
    (Identity.PHONE, "+8613812345678", "13812345678"),
    (Identity.PHONE, "电话：010-62345678", "010-62345678"),
    (Identity.PHONE, "phone: +44 20 7946 0958", "+44 20 7946 0958"),
    (Identity.EMAIL, "写信到 wang.fang@example.cn 吧", "wang.fang@example.cn"),
    (Identity.NAME, "姓名：张三丰，男，45岁", "张三丰"),
    (Identity.NAME, "姓 名:欧阳明 性别:男", "欧阳明"),
    (Identity.NAME, "患者李小明，男，45岁，因胸痛入院", "李小明"),
    (Identity.NAME, "患者：王芳\n主诉：咳嗽", "王芳"),
    (Identity.NAME, "王建国，男，65岁，因胸痛3小时入院", "王建国"),
    (Identity.NAME, "Name: John Smith\nAge: 45", "John Smith"),
    (Identity.NAME, "Patient name: Mary Jane Watson, 45", "Mary Jane Watson"),
    (Identity.BIRTH_DATE, "出生日期：1984年3月2日", "出生日期：1984年3月2日"),
    (Identity.BIRTH_DATE, "生于1984-03-02", "生于1984-03-02"),
    (Identity.BIRTH_DATE, "DOB: 03/02/1984", "DOB: 03/02/1984"),
    (Identity.BIRTH_DATE, "born on 2 March 1984", "born on 2 March 1984"),
    (Identity.HOSPITAL_NUMBER, "住院号：0123456", "住院号：0123456"),
    (Identity.HOSPITAL_NUMBER, "病案号 ZY-20230012", "病案号 ZY-20230012"),
    (Identity.HOSPITAL_NUMBER, "MRN 00123456", "MRN 00123456"),
)
# Doses, values, codes, dates of visits, names taken out already, speakers of a conversation.
NOTHING = (
    "阿莫西林 0.5g，每日3次，2023-05-06 复诊",
    "白细胞 13.8×10^9/L，血红蛋白 138 g/L，血小板 381",
    "CA19-9 13912.3 U/ml，CEA 1.38 ng/ml，HBV DNA 1.35e7 IU/ml",
    "肌酐 13812345678.5 μmol/L 显然有误",
    "ICD-10：J18.900；手术编码 38.4500；国药准字H20013812",
    "2023年5月6日入院，2023.05.16出院，住院10天",
    "2019年住院，病历号已隐去",
    "患者：男，45岁，高血压10年",
    "患者：高血压，十年",
    "患者：白带异常，三天",
    "患者：张口困难，两天",
    "患者李某，男，45岁",
    "患者王××，女，62岁",
    "张某某，男，30岁，发热",
    "病人：谢谢医生\n医生：不客气",
    "病人：刘医生，你还在线上吗？",
    "患者：任何时候都疼\n医生：多久了",
    "患者女性，38岁，已婚",
    "姓名：保密，男",
    "Drug Name: Amoxicillin Clavulanate, 500 mg",
    "Patient: I have a headache. Doctor: since when?",
    "A 45-year-old man with type 2 diabetes, HbA1c 9.1 %, BMI 31.2",
    "NCT01234567, doi:10.1000/182, ISBN 9787117245678",
    "序列号 2023050612345678901234",
    "血压 138/88 mmHg，心率 138 次/分，体温 38.4℃",
    "110105194912310021 不是合法的号码",
    "请于工作日8:00-17:30到3号楼2层就诊",
    "β-hCG 138 1234 mIU/ml",
)


class IdentityTests(SimpleTestCase):
    def test_each_kind_is_found_where_it_stands(self):
        for kind, text, expected in FOUND:
            with self.subTest(text):
                (finding,) = find_identity(text)
                self.assertEqual(finding.kind, kind)
                if expected:
                    self.assertEqual(text[finding.start : finding.end], expected)

    def test_everyday_medicine_raises_no_alarm(self):
        for text in NOTHING:
            with self.subTest(text):
                found = [text[one.start : one.end] for one in find_identity(text)]
                self.assertEqual(found, [])

    def test_several_in_one_text_come_in_its_order_and_each_once(self):
        text = "姓名：王芳，女，身份证11010519491231002X，电话13812345678"
        kinds = [finding.kind for finding in find_identity(text)]
        self.assertEqual(kinds, [Identity.NAME, Identity.ID_CARD, Identity.PHONE])

    def test_the_check_digit_and_the_day_are_checked(self):
        self.assertTrue(is_id_card("11010519491231002X"))
        self.assertFalse(is_id_card("110105194912310020"))
        self.assertFalse(is_id_card("11010519491331002X"))
        self.assertFalse(is_id_card("99010519491231002X"))

    def test_the_excerpt_shows_what_stands_around_it(self):
        text = "这位患者因胸痛三小时入院，\n电话13812345678，请与家属联系并尽快复诊"
        (finding,) = find_identity(text)
        self.assertEqual(excerpt(text, finding), "…小时入院， 电话13812345678，请与家属联系并…")
