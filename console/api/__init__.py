"""The same work for programs: JSON under /console/api, and callback requests as FHIR resources."""
