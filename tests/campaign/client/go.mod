module ingress-warden.dev/tests/campaign/client

go 1.19
