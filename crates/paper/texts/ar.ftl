# كلماتنا على الورق.

paper-attachments = المرفقات
paper-blacked = محجوب
paper-case-number = رقم القضية
paper-contents = المحتويات
paper-date = التاريخ
paper-date-pattern = [day padding:none].[month padding:none].[year]
paper-document = وثيقة
paper-documents = عدد الوثائق
paper-given-on = تاريخ التسليم
paper-given-to = المستلم
paper-ground = الأساس القانوني
paper-hidden-note = حُذفت المواضع المحجوبة بالأسود من هذا الملف. والأساس القانوني مذكور في كل موضع.
paper-no-content = لا توجد صفحات في هذه الوثيقة.
paper-number = الرقم
paper-page = صفحة
paper-page-image = تُعرض الصفحة كصورة ولم يُتعرَّف على نصها.
paper-page-incomplete = تعذّر عرض جزء من هذه الصفحة. اطلب الصفحة على حدة.
paper-page-withheld = لا تُسلَّم هذه الصفحة.
paper-partly = جزئياً
paper-shown = تُسلَّم
paper-summary = باختصار
paper-whole = كاملةً
paper-withheld = لا تُسلَّم
paper-withheld-note = لا تُسلَّم هذه الوثيقة.
