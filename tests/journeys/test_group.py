"""A group from its founding to a lottery that anybody can check, in the browser; and its pages are fit to be seen."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from community.activities.models import Lottery
from community.groups.models import Group
from config.kernel.clock import now
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.groups import old_friend
from tests.journeys.audit import audit
from tests.journeys.conftest import DESKTOP

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = Path(__file__).parents[2] / "docs" / "verify_lottery.py"


def test_a_group_is_founded_votes_and_draws_lots_that_a_script_checks(visitor, tmp_path) -> None:
    owner, member = old_friend(display_name="小满"), UserFactory(display_name="阿川")
    hers, his = visitor(), visitor(device=DESKTOP)
    hers.sign_in(owner.email, PASSWORD)
    his.sign_in(member.email, PASSWORD)
    findings: list[str] = []
    later = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")

    hers.go("/groups/")
    hers.page.click(hers.on("group-new"))
    hers.page.fill("[name=name]", "周末喝茶")
    hers.page.fill("[name=rules]", "好好说话\n不发广告")
    hers.page.fill("[name=address]", "weekend-tea")
    hers.page.click(hers.on("group-found"))
    hers.page.wait_for_url("**/groups/weekend-tea/")
    hers.page.click(hers.on("activity-new"))
    hers.page.click(hers.on("poll-new"))
    hers.page.fill("[name=question]", "下次喝什么")
    hers.page.fill("[name=options]", "绿茶\n白茶")
    hers.page.fill("[name=closes_at]", later)
    hers.page.click(hers.on("activity-save"))
    hers.page.wait_for_url("**/polls/**")
    hers.go("/groups/weekend-tea/lotteries/new/")
    for name, value in (("title", "一盒新茶"), ("prize", "龙井 50 克"), ("closes_at", later)):
        hers.page.fill(f"[name={name}]", value)
    hers.page.click(hers.on("activity-save"))
    commit = hers.page.locator(hers.on("lottery-commit")).inner_text()

    his.go("/groups/weekend-tea/")
    his.page.click(his.on("group-join"))
    his.page.click(his.on("group-rules-open"))
    his.page.click(his.on("rules-accept"))
    his.page.wait_for_url("**/groups/weekend-tea/")
    expect(his.page.locator(his.on("group-rules-open"))).to_have_count(0)
    findings += audit(his.page, his.page.url, lang="zh-hans")
    his.page.click(his.on("poll-link"))
    his.page.locator(his.on("poll-choice")).nth(1).check()
    his.page.click(his.on("poll-vote"))
    expect(his.page.locator(his.on("poll-results"))).to_contain_text("100%")
    findings += audit(his.page, his.page.url, lang="zh-hans")
    his.go("/groups/weekend-tea/")
    his.page.click(his.on("lottery-link"))
    his.page.click(his.on("lottery-enter"))
    entry = his.page.locator(his.on("lottery-entry")).inner_text()

    Lottery.objects.update(closes_at=now() - timedelta(minutes=1))
    hers.page.reload()
    hers.page.click(hers.on("lottery-draw"))
    expect(hers.page.locator(hers.on("lottery-winners"))).to_contain_text("阿川")
    findings += audit(hers.page, hers.page.url, lang="zh-hans")
    with his.page.expect_download() as download:
        his.page.click(his.on("lottery-proof"))
    proof = tmp_path / "proof.json"
    download.value.save_as(proof)
    checked = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(proof), "--commit", commit, "--entry", entry],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert Group.objects.get().members_count == 2
    assert not findings, "\n" + "\n".join(findings)
