"""The treatment timeline as a SMART on FHIR app: launch, tokens, a session in an encrypted cookie, the record read.

https://hl7.org/fhir/smart-app-launch/
"""
