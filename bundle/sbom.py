"""The bill of materials (CycloneDX 1.6, JSON) of what was built."""

from __future__ import annotations

from collections.abc import Iterable

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from bundle.names import CONSOLE, VERSION
from bundle.parts import Part

SCHEMA = SchemaVersion.V1_6


def bill(parts: Iterable[Part]) -> str:
    """The bill as JSON. ValueError where it is not what the standard's schema asks for."""
    licences = LicenseFactory()
    program = Component(
        name=CONSOLE,
        version=VERSION,
        type=ComponentType.APPLICATION,
        bom_ref=CONSOLE,
        licenses=[licences.make_from_string("Apache-2.0")],
    )
    bom = Bom()
    bom.metadata.component = program
    components: dict[str, Component] = {}
    for part in sorted(parts, key=lambda each: each.kind == "within"):
        component = Component(
            name=part.name,
            version=part.version or None,
            type=ComponentType.LIBRARY,
            bom_ref=part.purl or f"{part.within}#{part.name}",
            purl=PackageURL.from_string(part.purl) if part.purl else None,
            licenses=[licences.make_from_string(part.licence)] if part.licence else None,
            description=f"A library that the wheel of {part.within} carries" if part.within else None,
        )
        components[part.name] = component
        if part.within and part.within in components:
            components[part.within].components.add(component)
        else:
            bom.components.add(component)
    bom.register_dependency(program, list(bom.components))
    text: str = make_outputter(bom, OutputFormat.JSON, SCHEMA).output_as_string(indent=1)
    wrong = JsonStrictValidator(SCHEMA).validate_str(text)
    if wrong is not None:
        raise ValueError(f"The bill of materials is not valid: {wrong}")
    return text
