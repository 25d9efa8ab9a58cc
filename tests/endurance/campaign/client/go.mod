module ingress-warden.dev/tests/endurance/campaign/client

go 1.19
