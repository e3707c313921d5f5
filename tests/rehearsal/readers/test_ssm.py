"""Resources of Systems Manager, made and changed by its own API."""

from __future__ import annotations

import json

from tests.rehearsal.readers.account import Account, Declared


def test_a_parameter_is_read(account: Account) -> None:
    """A value that somebody wrote over differs."""
    ssm = account.client("ssm")
    parameter = Declared(
        "AWS::SSM::Parameter",
        "/landing-zone/acl",
        {
            "Description": "The web ACL",
            "Name": "/landing-zone/acl",
            "Type": "String",
            "Value": "arn",
            "Tags": {"data": "names"},
        },
    )
    account.missing(parameter)
    ssm.put_parameter(
        Name="/landing-zone/acl",
        Description="The web ACL",
        Type="String",
        Value="arn",
        Tags=[{"Key": "data", "Value": "names"}],
    )
    account.created(parameter)
    ssm.put_parameter(Name="/landing-zone/acl", Type="String", Value="other", Overwrite=True)
    account.differing(parameter, "Value")
    ssm.delete_parameter(Name="/landing-zone/acl")
    account.missing(parameter)


def test_a_document_is_read_as_data(account: Account) -> None:
    """Settings of sessions that were loosened show in the document's content."""
    ssm = account.client("ssm")
    content = {"schemaVersion": "1.0", "sessionType": "Standard_Stream", "inputs": {"idleSessionTimeout": "15"}}
    document = Declared(
        "AWS::SSM::Document",
        "SSM-SessionManagerRunShell",
        {
            "Content": content,
            "DocumentFormat": "JSON",
            "DocumentType": "Session",
            "Name": "SSM-SessionManagerRunShell",
            "UpdateMethod": "NewVersion",
        },
    )
    account.missing(document)
    written = {"Name": document.physical_id, "DocumentFormat": "JSON"}
    ssm.create_document(**written, Content=json.dumps(content), DocumentType="Session")
    account.created(document, not_readable=("UpdateMethod",))
    content = {**content, "inputs": {"idleSessionTimeout": "60"}}
    version = ssm.update_document(**written, Content=json.dumps(content), DocumentVersion="1")
    ssm.update_document_default_version(
        Name=document.physical_id, DocumentVersion=version["DocumentDescription"]["DocumentVersion"]
    )
    account.differing(document, "Content")
    ssm.delete_document(Name=document.physical_id)
    account.missing(document)
