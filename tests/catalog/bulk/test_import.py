"""Files of products: read in any encoding, judged row by row, written whole or not at all."""

from __future__ import annotations

import codecs
import csv
import io
import resource

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from catalog.bulk.columns import COLUMNS, EXAMPLE
from catalog.bulk.errors import FileTooLarge, UnreadableFile, WrongHeader
from catalog.bulk.models import ImportJob, JobState
from catalog.bulk.reader import read_rows
from catalog.bulk.selectors import export_rows, harmless
from catalog.bulk.services import check_file, import_file
from catalog.inventory.models import Movement, Stock
from catalog.inventory.services import reserve
from catalog.products.models import Product, Variant
from tests.factories.catalog import make_merchant_user, make_product, make_variant

pytestmark = pytest.mark.django_db
HEADER = "product,title,category,sku,price,stock,option1,value1\n"
GOOD = HEADER + "a,天青茶杯,cups,A-1,58,20,颜色,天青\na,天青茶杯,cups,A-2,58.50,12,颜色,月白\nb,斗笠碗,cups,B-1,46,,,\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def file_of(text: str | bytes, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text if isinstance(text, bytes) else text.encode(encoding))


def faults(shop, text: str) -> list[tuple[int, str]]:
    report = import_file(shop=shop, file=file_of(text))
    assert not Product.objects.filter(shop=shop).exists()
    return [(fault.row, fault.column) for fault in report.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_reads_the_same(encoding, separator):
    rows = list(read_rows(file_of(GOOD.replace(",", separator), encoding)))
    assert [(row.line, row["title"], row["sku"]) for row in rows] == [
        (2, "天青茶杯", "A-1"),
        (3, "天青茶杯", "A-2"),
        (4, "斗笠碗", "B-1"),
    ]


def test_products_variants_stock_and_search_arrive(shop, cups):
    report = import_file(shop=shop, file=file_of(GOOD))
    assert (report.rows, report.created, report.updated, report.faults) == (3, 2, 0, [])
    cup = Product.objects.get(title="天青茶杯")
    assert (cup.shop, cup.status, cup.price_min_cents, cup.price_max_cents) == (shop, "draft", 5_800, 5_850)
    assert cup.is_in_stock
    assert [(v.label, v.stock.on_hand) for v in cup.variants.all()] == [("天青", 20), ("月白", 12)]
    assert [value.label for value in cup.options.get().values.all()] == ["天青", "月白"]
    assert not Product.objects.get(title="斗笠碗").is_in_stock
    assert sum(Movement.objects.values_list("on_hand_change", flat=True)) == 32
    assert Product.objects.filter(search="天青").exists()


def test_a_second_import_changes_and_keeps_what_is_not_mentioned(shop, cups):
    import_file(shop=shop, file=file_of(GOOD))
    again = HEADER + "x,新名字,cups,A-1,60,,颜色,天青\n"
    report = import_file(shop=shop, file=file_of(again))
    assert (report.created, report.updated, report.faults) == (0, 1, [])
    cup = Product.objects.get(title="新名字")
    rows = {v.sku: (v.price_cents, v.stock.on_hand, v.is_active) for v in cup.variants.all()}
    assert rows == {"A-1": (6_000, 20, True), "A-2": (5_850, 12, True)}


def test_a_second_import_leaves_pictures_weight_and_what_is_off_sale_alone(shop, cups):
    """The file says nothing of them, whether its combinations are known (A-1) or new (A-3)."""
    import_file(shop=shop, file=file_of(GOOD))
    picture = make_product(shop).cover
    Variant.objects.filter(sku__in=["A-1", "A-2"]).update(picture=picture, weight_grams=300, is_active=False)
    for rows in ("x,杯,cups,A-1,60,,颜色,天青\n", "x,杯,cups,A-2,61,,颜色,月白\nx,杯,cups,A-3,62,5,颜色,墨\n"):
        assert import_file(shop=shop, file=file_of(HEADER + rows)).faults == []
    kept = Variant.objects.filter(sku__in=["A-1", "A-2"]).order_by("sku")
    assert list(kept.values_list("price_cents", "picture", "weight_grams", "is_active")) == [
        (6_000, picture.pk, 300, False),
        (6_100, picture.pk, 300, False),
    ]
    assert Variant.objects.get(sku="A-3").is_active


def test_less_stock_than_promised_is_a_fault_of_its_row(shop, cups):
    import_file(shop=shop, file=file_of(GOOD))
    reserve(reference="HT-1", wanted={Variant.objects.get(sku="A-2").pk: 3}, expires_at=None)
    text = HEADER + "a,杯,cups,A-1,58,0,颜色,天青\na,杯,cups,A-2,58,2,颜色,月白\n"
    report = import_file(shop=shop, file=file_of(text))
    assert [(fault.row, fault.column) for fault in report.faults] == [(3, "stock")]
    assert Stock.objects.get(variant__sku="A-1").on_hand == 20


def test_known_products_are_changed_table_by_table(shop, cups, django_assert_max_num_queries):
    many = HEADER + "".join(f"p{n},杯 {n},cups,S-{n},58,{n},,\n" for n in range(200))
    import_file(shop=shop, file=file_of(many))
    with django_assert_max_num_queries(40):
        report = import_file(shop=shop, file=file_of(many.replace(",58,", ",58.5,5")))
    assert (report.created, report.updated) == (0, 200)
    assert set(Variant.objects.values_list("price_cents", flat=True)) == {5_850}
    assert set(Product.objects.values_list("price_max_cents", "is_in_stock")) == {(5_850, True)}
    assert Stock.objects.get(variant__sku="S-7").on_hand == 57
    assert sum(Movement.objects.values_list("on_hand_change", flat=True)) == sum(
        Stock.objects.values_list("on_hand", flat=True)
    )


def test_another_shops_sku_is_a_new_product_here(shop, cups):
    foreign = make_variant(price_cents=9_900)
    text = HEADER + f"a,我的,cups,{foreign.sku},10,5,,\n"
    report = import_file(shop=shop, file=file_of(text))
    assert (report.created, report.updated) == (1, 0)
    foreign.refresh_from_db()
    assert (foreign.price_cents, foreign.product.title) == (9_900, foreign.product.title)
    assert Variant.objects.filter(sku=foreign.sku).count() == 2


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("a,,cups,A-1,58,1,,", "title"),
        (f"a,{'茶' * 121},cups,A-1,58,1,,", "title"),
        ("a,杯,nowhere,A-1,58,1,,", "category"),
        ("a,杯,cups,,58,1,,", "sku"),
        ("a,杯,cups,A~1,58,1,,", "sku"),
        ("a,杯,cups,A-1,0,1,,", "price"),
        ("a,杯,cups,A-1,-5,1,,", "price"),
        ("a,杯,cups,A-1,0.001,1,,", "price"),
        ("a,杯,cups,A-1,1e9,1,,", "price"),
        ("a,杯,cups,A-1,１２,1,,", "price"),
        ("a,杯,cups,A-1,=1+1,1,,", "price"),
        ("a,杯,cups,A-1,58,-1,,", "stock"),
        ("a,杯,cups,A-1,58,1.5,,", "stock"),
        ("a,杯,cups,A-1,58,1,颜色,", "value1"),
        ("a,杯,cups,A-1,58,1,,天青", "value1"),
        (",杯,cups,A-1,58,1,,", "product"),
    ],
)
def test_a_fault_is_named_and_nothing_is_written(shop, cups, row, column):
    good = "g,好的,cups,G-1,58,1,,\n"
    assert (3, column) in faults(shop, HEADER + good + row + "\n")


def test_rows_must_stand_together_and_skus_come_once(shop, cups):
    text = HEADER + "a,杯,cups,A-1,58,1,,\nb,碗,cups,B-1,58,1,,\na,杯,cups,A-2,58,1,,\nc,碟,cups,B-1,58,1,,\n"
    assert faults(shop, text) == [(4, "product"), (5, "sku")]


def test_other_options_than_the_product_has_are_refused(shop, cups):
    product = make_product(shop, category=cups, options={"尺寸": ["大"]})
    sku = product.variants.get().sku
    report = import_file(shop=shop, file=file_of(HEADER + f"a,杯,cups,{sku},58,1,颜色,天青\n"))
    assert [(fault.row, fault.column) for fault in report.faults] == [(2, "option1")]


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("product,title,category,sku,price,price", "price"),
        ("product,title,category,sku,price,colour", "colour"),
        ("product,title,sku", "category"),
        ("", "product"),
    ],
)
def test_a_wrong_header_says_what_is_wrong(header, word):
    with pytest.raises(WrongHeader) as refusal:
        list(read_rows(file_of(header + "\na,b,c,d,1\n")))
    assert word in refusal.value.text


@pytest.mark.parametrize(
    "content",
    [b"\x00\x01\x02", b"PK\x03\x04 not a zip", b"\xff\xfe\x00", codecs.BOM_UTF8 + b"\xff\xff", b'a,"' + b"x" * 200_000],
)
def test_no_file_breaks_the_reader(content):
    with pytest.raises((UnreadableFile, WrongHeader)):
        list(read_rows(file_of(content)))


def test_too_large_is_too_large():
    with pytest.raises(FileTooLarge):
        list(read_rows(file_of(b"x" * (20 * 1024 * 1024 + 1))))


def workbook(rows) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return buffer


def test_xlsx_numbers_are_numbers_and_formulas_are_text(shop, cups):
    header = ["product", "title", "category", "sku", "price", "stock"]
    rows = [header, ["a", '=HYPERLINK("http://evil")', "cups", 1001, 58.5, 3.0], ["b", "碗", "cups", "B", 46, 7]]
    report = import_file(shop=shop, file=workbook(rows))
    assert report.faults == []
    variant = Variant.objects.get(sku="1001")
    assert (variant.product.title, variant.price_cents) == ('=HYPERLINK("http://evil")', 5_850)
    assert Stock.objects.get(variant=variant).on_hand == 3
    cells = [row for row in export_rows(shop) if "1001" in row]
    assert cells[0][COLUMNS.index("title")] == "'" + '=HYPERLINK("http://evil")'
    import_file(shop=shop, file=workbook([COLUMNS, *cells]))
    assert variant.product.title == Product.objects.get(variants=variant).title


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1+1"])
def test_no_export_cell_is_a_formula(text):
    assert harmless(text).startswith("'")


def test_an_export_can_be_imported_again(merchant_client, shop, cups):
    import_file(shop=shop, file=file_of(GOOD))
    Product.objects.update(title="改了")
    answer = merchant_client.get(reverse("merchant:export", args=["csv"]))
    content = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"].startswith("attachment")
    report = check_file(shop=shop, file=file_of(content))
    assert (report.rows, report.created, report.updated, report.faults) == (3, 0, 2, [])
    xlsx = merchant_client.get(reverse("merchant:export", args=["xlsx"]))
    sheet = load_workbook(io.BytesIO(b"".join(xlsx.streaming_content))).active
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)


def test_the_template_is_a_valid_file(shop, cups, merchant_client):
    rows = list(csv.reader(io.StringIO("\n".join(",".join(row) for row in [COLUMNS, *EXAMPLE]))))
    assert len(rows) == 3
    for kind in ("csv", "xlsx"):
        answer = merchant_client.get(reverse("merchant:import-template", args=[kind]))
        assert len(list(read_rows(file_of(b"".join(answer.streaming_content))))) == 2


def upload(client, text: str | bytes, name: str = "goods.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(reverse("merchant:import"), {"file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.mark.django_db(transaction=True)
def test_a_merchant_checks_and_then_imports(merchant_client, shop, cups):
    page = upload(merchant_client, GOOD)
    job = ImportJob.objects.get()
    assert (page.status_code, job.state, job.rows_total, job.created_count) == (200, JobState.DONE, 3, 2)
    assert not Product.objects.exists()
    merchant_client.post(reverse("merchant:import-confirm", args=[job.key]))
    job.refresh_from_db()
    assert (job.state, job.is_dry_run, Product.objects.count()) == (JobState.DONE, False, 2)
    merchant_client.post(reverse("merchant:import-confirm", args=[job.key]))
    assert Product.objects.count() == 2
    assert merchant_client.get(reverse("merchant:import-progress", args=[job.key])).status_code == 286


@pytest.mark.django_db(transaction=True)
def test_faults_are_shown_and_come_as_a_file(merchant_client, shop, cups, client):
    upload(merchant_client, HEADER + "a,,cups,A-1,58,1,,\n")
    job = ImportJob.objects.get()
    assert (job.state, job.errors[0]["row"], job.errors[0]["column"]) == (JobState.FAILED, 2, "title")
    errors = merchant_client.get(reverse("merchant:import-errors", args=[job.key]))
    assert b"title" in b"".join(errors.streaming_content)
    merchant_client.post(reverse("merchant:import-confirm", args=[job.key]))
    assert not Product.objects.exists()
    client.force_login(make_merchant_user())
    assert client.get(reverse("merchant:import-job", args=[job.key])).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"\x00\x00"), ("a.xlsx", b"PK\x03\x04oops"), ("a.exe", b"MZ"), ("a.csv", b""), ("../../x.csv", b"x")],
)
def test_hostile_uploads_end_in_a_sentence(merchant_client, name, content):
    page = upload(merchant_client, content, name)
    assert page.status_code in {200, 422}
    assert not Product.objects.exists()


def test_the_command(shop, cups, tmp_path, capsys):
    path = tmp_path / "goods.csv"
    path.write_text(GOOD, encoding="gbk")
    call_command("import_catalog", str(path), "--shop", shop.slug, "--dry-run")
    assert "2 products would be created" in capsys.readouterr().out
    assert not Product.objects.exists()
    call_command("import_catalog", str(path), "--shop", shop.slug)
    assert Product.objects.count() == 2
    with pytest.raises(CommandError, match="No shop"):
        call_command("import_catalog", str(path), "--shop", "nobody")
    path.write_text(HEADER + "a,,cups,A-1,58,1,,\n", encoding="utf-8")
    with pytest.raises(CommandError, match="nothing was imported"):
        call_command("import_catalog", str(path), "--shop", shop.slug)


def test_a_hundred_thousand_rows_are_checked_in_constant_memory(shop, cups, tmp_path):
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        file.writelines(f"p{n // 2},天青茶杯 {n // 2},cups,S-{n},58,1,颜色,色{n % 2}\n" for n in range(100_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with path.open("rb") as file:
        report = check_file(shop=shop, file=file)
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert (report.rows, report.created, report.faults) == (100_000, 50_000, [])
    assert grown_mb < 100
