"""The landing zone's configuration: typed and checked; every mistake is reported with its line."""

from landing_zone.config.account import Account, Role, Scope, Stage
from landing_zone.config.addresses import Addresses, Vpc
from landing_zone.config.bootstrap import Bootstrap
from landing_zone.config.contacts import Contact, Contacts
from landing_zone.config.data_class import DataClass, LegalBasis
from landing_zone.config.data_flow import INTERNET, DataFlow
from landing_zone.config.entity import Entity
from landing_zone.config.environment import Environment
from landing_zone.config.framework_floor import FrameworkFloor
from landing_zone.config.landing_zone import LandingZone
from landing_zone.config.load import load_landing_zone
from landing_zone.config.organisation import Organisation
from landing_zone.config.organisational_unit import OrganisationalUnit
from landing_zone.config.regions import Regions
from landing_zone.config.retention import AuditLogRetention, Retention
from landing_zone.config.third_party import EEA, Relation, Safeguard, ThirdParty

__all__ = [
    "EEA",
    "INTERNET",
    "Account",
    "Addresses",
    "AuditLogRetention",
    "Bootstrap",
    "Contact",
    "Contacts",
    "DataClass",
    "DataFlow",
    "Entity",
    "Environment",
    "FrameworkFloor",
    "LandingZone",
    "LegalBasis",
    "Organisation",
    "OrganisationalUnit",
    "Regions",
    "Relation",
    "Retention",
    "Role",
    "Safeguard",
    "Scope",
    "Stage",
    "ThirdParty",
    "Vpc",
    "load_landing_zone",
]
