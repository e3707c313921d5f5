"""The assessment: findings, waivers and catalogue joined; all reports are made from it."""
