package dev.sluice.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.model.InvalidValueException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicKeyPemTest {
    @Test
    void theKeyDecidesTheAlgorithm() {
        assertEquals(
                "RS256", PublicKeyPem.parse(Tokens.pem(Tokens.RSA.getPublic())).algorithm());
        assertEquals(
                "ES256", PublicKeyPem.parse(Tokens.pem(Tokens.EC.getPublic())).algorithm());
    }

    @Test
    void aCertificateGivesItsKey() {
        String certificate = """
                -----BEGIN CERTIFICATE-----
                MIIBeDCCAR2gAwIBAgIULV/7shvPULbK2ud93Fpi5ezTQFAwCgYIKoZIzj0EAwIw
                ETEPMA0GA1UEAwwGaXNzdWVyMB4XDTI2MTEyMDEwNTI0OFoXDTM2MTExNzEwNTI0
                OFowETEPMA0GA1UEAwwGaXNzdWVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
                8YVuL9G+FQvuiZ2TZS/Y8EMxMlb6ki+gm6gbPohfKS/3KmeEr5Ubu7LwDLlC2bk8
                qqE7Ut/IIMv9ZFvUaBb8faNTMFEwHQYDVR0OBBYEFHceiqJK+P1v0OupBfn0x9w0
                XSXZMB8GA1UdIwQYMBaAFHceiqJK+P1v0OupBfn0x9w0XSXZMA8GA1UdEwEB/wQF
                MAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhALMlPkDkMhB02dpPqL+J0va5q73lgDoB
                AGQKv4kOdqkXAiEAhz28MDduH78g7K59qeMp4v8JAz29th6Q50bolME4vV0=
                -----END CERTIFICATE-----
                """;
        PublicKeyPem key = PublicKeyPem.parse(certificate);
        assertEquals("ES256", key.algorithm());
        assertEquals(key, PublicKeyPem.parse(key.pem()));
    }

    @Test
    void textAroundAndCrlfDoNotMatter() {
        String pem = Tokens.pem(Tokens.RSA.getPublic());
        assertEquals(
                pem,
                PublicKeyPem.parse("subject=x\r\n" + pem.replace("\n", "\r\n") + "trailer")
                        .pem());
    }

    @Test
    void whatIsTooWeakOrNoPublicKeyIsRefusedWithoutBeingShown() {
        String privateBody =
                Base64.getEncoder().encodeToString(Tokens.EC.getPrivate().getEncoded());
        for (String text : List.of(
                "",
                "text",
                Tokens.pem(Tokens.pair("RSA", 1024, null).getPublic()),
                Tokens.pem(Tokens.pair("EC", 0, "secp384r1").getPublic()),
                Tokens.pem(Tokens.pair("Ed25519", 255, null).getPublic()),
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n=\n-----END PUBLIC KEY-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                "-----BEGIN PUBLIC KEY-----\n" + privateBody + "\n-----END PUBLIC KEY-----",
                "-----BEGIN PRIVATE KEY-----\n" + privateBody + "\n-----END PRIVATE KEY-----")) {
            String message = assertThrows(InvalidValueException.class, () -> PublicKeyPem.parse(text))
                    .getMessage();
            assertFalse(message.contains(privateBody.substring(0, 16)));
        }
    }
}
