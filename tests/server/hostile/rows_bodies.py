# SPDX-License-Identifier: Apache-2.0
"""Content types, and bodies that are not reviews."""

import gzip
import json

from rows import CLOSES, JSON, REVIEW, STAYS, Row, post, review


def kind(value):
    return post(kind=b"Content-Type: " + value)


def body(text):
    return post(body=text)


def noted(note):
    """A review whose object has an annotation `note`, given as JSON text."""
    return REVIEW.replace(b'"annotations": {', b'"annotations": {"note": ' + note + b", ", 1)


def without(*keys, **changed):
    """The review, whose request lacks some keys and has others changed."""
    document = json.loads(REVIEW)
    for key in keys:
        del document["request"][key]
    document["request"].update(changed)
    return json.dumps(document).encode()


TYPES = [
    Row("no type", post(kind=None), (415,), STAYS, "the type is unknown"),
    Row("empty type", kind(b""), (415,), STAYS, "the type is unknown"),
    Row("two types", post(b"Content-Type: text/plain"), (415,), STAYS, "it is ambiguous"),
    Row("the same type twice", post(JSON), (415,), STAYS, "only one is allowed"),
    Row("text", kind(b"text/plain"), (415,), STAYS, "browsers send this type without preflight"),
    Row("form", kind(b"application/x-www-form-urlencoded"), (415,), STAYS,
        "browsers send this type without preflight, and the library would parse it"),
    Row("multipart", kind(b"multipart/form-data; boundary=x"), (415,), STAYS,
        "browsers send this type without preflight, and the library would parse it"),
    Row("protobuf", kind(b"application/vnd.kubernetes.protobuf"), (415,), STAYS,
        "reviews are JSON"),
    Row("YAML", kind(b"application/yaml"), (415,), STAYS, "reviews are JSON"),
    Row("JSON patch", kind(b"application/json-patch+json"), (415,), STAYS, "another type"),
    Row("longer", kind(b"application/jsonx"), (415,), STAYS, "another type"),
    Row("shorter", kind(b"application/jso"), (415,), STAYS, "another type"),
    Row("without its first half", kind(b"json"), (415,), STAYS, "another type"),
    Row("list", kind(b"application/json, text/plain"), (415,), STAYS, "one type"),
    Row("blank in the type", kind(b"application /json"), (415,), STAYS, "a type has no blank"),
    Row("quoted", kind(b'"application/json"'), (415,), STAYS, "a type is not quoted"),
    Row("8-bit", kind(b"application/json\xa0"), (415,), STAYS, "another type"),
    Row("wildcard", kind(b"*/*"), (415,), STAYS, "one type"),
    Row("upper case", kind(b"APPLICATION/JSON"), (200,), STAYS, "types are case-insensitive"),
    Row("charset", kind(b"application/json; charset=utf-8"), (200,), STAYS, "some clients send it"),
    Row("another charset", kind(b"application/json; charset=utf-16"), (200,), STAYS,
        "JSON is UTF-8 whatever the parameter (RFC 8259, 8.1)"),
    Row("semicolon behind", kind(b"application/json;"), (200,), STAYS, "an empty parameter is harmless"),
    Row("open quote in a parameter", kind(b'application/json; a="'), (200,), STAYS,
        "parameters are ignored"),
    Row("blanks around", kind(b"  application/json  ; x=y  "), (200,), STAYS, "white space"),
    Row("a wrong type of much", post(kind=b"Content-Type: text/plain", body=b" " * 200000),
        (415,), CLOSES, "a long body is not read just to be discarded"),
    Row("a wrong path of much", post(line=b"POST /x HTTP/1.1", body=b" " * 200000), (404,),
        CLOSES, "a long body is not read just to be discarded"),
]

NO_REVIEWS = [
    Row("blanks", body(b" \r\n\t "), (400,), STAYS, "it is not JSON"),
    Row("a brace", body(b"{"), (400,), STAYS, "it is not JSON"),
    Row("null", body(b"null"), (400,), STAYS, "it is not a review"),
    Row("true", body(b"true"), (400,), STAYS, "it is not a review"),
    Row("number", body(b"1e999999999"), (400,), STAYS, "it is not a review"),
    Row("string", body(b'"AdmissionReview"'), (400,), STAYS, "it is not a review"),
    Row("array", body(b"[]"), (400,), STAYS, "it is not a review"),
    Row("object", body(b"{}"), (400,), STAYS, "it is not a review"),
    Row("review in an array", body(b"[" + REVIEW + b"]"), (400,), STAYS, "it is not a review"),
    Row("two reviews", body(REVIEW + REVIEW), (400,), STAYS, "a body contains one review"),
    Row("two reviews on two lines", body(REVIEW + b"\n" + REVIEW), (400,), STAYS,
        "a body contains one review"),
    Row("cut review", body(REVIEW[:-1]), (400,), STAYS, "it is not JSON"),
    Row("comma at the end", body(REVIEW[:-1] + b",}"), (400,), STAYS, "it is not JSON"),
    Row("comment", body(b"/* x */" + REVIEW), (400,), STAYS, "it is not JSON"),
    Row("single quotes", body(REVIEW.replace(b'"', b"'")), (400,), STAYS, "it is not JSON"),
    Row("byte order mark", body(b"\xef\xbb\xbf" + REVIEW), (400,), STAYS,
        "JSON is sent without one (RFC 8259, 8.1)"),
    Row("UTF-16", body(REVIEW.decode().encode("utf-16")), (400,), STAYS, "JSON is UTF-8"),
    Row("NUL behind", body(REVIEW + b"\0"), (400,), STAYS, "it is not JSON"),
    Row("NUL alone", body(b"\0"), (400,), STAYS, "it is not JSON"),
    Row("NaN", body(REVIEW.replace(b"80", b"NaN")), (400,), STAYS, "it is not JSON"),
    Row("gzip", body(gzip.compress(REVIEW, mtime=0)), (400,), STAYS, "it is not JSON"),
    Row("gzip, and said", post(b"Content-Encoding: gzip", body=gzip.compress(REVIEW, mtime=0)),
        (400,), STAYS, "nothing is decompressed, so nothing can explode"),
    Row("XML", body(b'<?xml version="1.0"?><a/>'), (400,), STAYS, "it is not JSON"),
    Row("YAML", body(b"kind: AdmissionReview\n"), (400,), STAYS, "it is not JSON"),
    Row("form", body(b"a=b&c=d"), (400,), STAYS, "it is not JSON"),
    Row("protobuf", body(b"k8s\0\n\x0c"), (400,), STAYS, "it is not JSON"),
    Row("all bytes", body(bytes(range(256)) * 40), (400,), STAYS, "it is not JSON"),
    Row("100,000 brackets", body(b"[" * 100000), (400,), STAYS, "depth is limited"),
    Row("100,000 objects deep", body(b'{"a":' * 100000), (400,), STAYS, "the same"),
    Row("8 MiB of brackets", body(b"[" * (8 << 20)), (400,), STAYS, "the same"),
    Row("8 MiB of quotes", body(b'"' * (8 << 20)), (400,), STAYS, "reading ends at the second string"),
    Row("8 MiB of NUL", body(b"\0" * (8 << 20)), (400,), STAYS, "reading ends at the first byte"),
    Row("another version", body(REVIEW.replace(b"io/v1", b"io/v2", 1)), (400,), STAYS,
        "only v1 and v1beta1 are known"),
    Row("another kind", body(REVIEW.replace(b"AdmissionReview", b"ConversionReview")), (400,),
        STAYS, "it is for another webhook"),
    Row("no request", body(b'{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}'),
        (400,), STAYS, "there is no request to answer"),
    Row("null for a request", body(b'{"apiVersion":"admission.k8s.io/v1",'
                                   b'"kind":"AdmissionReview","request":null}'), (400,), STAYS,
        "there is no request to answer"),
    Row("no uid", body(without("uid")), (400,), STAYS, "the answer must contain it"),
    Row("number for a uid", body(without(uid=5)), (400,), STAYS, "the answer must contain it"),
]

ODD_REVIEWS = [
    Row("line end behind", body(REVIEW + b"\r\n"), (200,), STAYS, "white space"),
    Row("white space before", body(b" \t\r\n" + REVIEW), (200,), STAYS, "white space"),
    Row("1 MiB of white space", body(REVIEW + b" " * (1 << 20)), (200,), STAYS, "white space"),
    Row("8 MiB", body(REVIEW + b" " * ((8 << 20) - len(REVIEW))), (200,), STAYS,
        "the maximum size"),
    Row("8 MiB and a byte", body(REVIEW + b" " * ((8 << 20) + 1 - len(REVIEW))), (413,), CLOSES,
        "larger than the maximum"),
    Row("1 MiB annotation", body(noted(b'"' + b"x" * (1 << 20) + b'"')), (200,), STAYS,
        "an API server sends up to twice that"),
    Row("5,000 deep", body(noted(b"[" * 5000 + b"]" * 5000)), (200,), STAYS,
        "it is judged: JSON that Kubernetes reads causes no HTTP error"),
    Row("NUL in a string", body(noted(b'"\\u0000"')), (200,), STAYS, "as above"),
    Row("lone surrogate", body(noted(b'"\\ud800"')), (200,), STAYS, "as above"),
    Row("number beyond any", body(noted(b"1e400")), (200,), STAYS, "as above"),
    Row("integer beyond 64 bits", body(noted(b"9" * 40)), (200,), STAYS, "as above"),
    Row("a key twice", body(noted(b'"a", "note": "b"')), (400,), STAYS,
        "an API server sends no key twice, so this does not come from one"),
    Row("100,000 keys", body(noted(b"{" + b",".join(b'"%d":0' % i for i in range(100000)) +
                                   b"}")), (200,), STAYS, "as above, in linear time"),
    Row("unknown fields", body(without(strange={"a": [1]})), (200,), STAYS,
        "newer API servers may send more"),
    Row("another resource", body(without(resource={"group": "", "version": "v1",
                                                   "resource": "pods"})), (200,), STAYS,
        "it is judged, whatever the verdict"),
    Row("a request for a name", post(body=review("row", name="GET / HTTP/1.1\r\n\r\n")), (200,),
        STAYS, "text in a string is not a request"),
    Row("escapes in the uid", post(body=review('a"b\\c\r\n\r\nHTTP/1.1 200')), (200,), STAYS,
        "the answer escapes texts of the request"),
]

ROWS = TYPES + NO_REVIEWS + ODD_REVIEWS
