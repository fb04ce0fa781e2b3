package dev.sluice.edge;

import dev.sluice.model.InvalidValueException;
import java.io.ByteArrayInputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key from a PEM file, with the one JWT algorithm that fits it. The key decides the algorithm, never the token:
 * a token that asks for another is refused (RFC 8725, 3.1).
 *
 * @param algorithm {@code RS256} or {@code ES256}
 * @param pem       the key as {@code PUBLIC KEY}, whatever the file held
 */
public record PublicKeyPem(String algorithm, String pem) {
    /** For a fault: what {@link #parse} accepts. */
    public static final String EXPECTED = "a PUBLIC KEY or CERTIFICATE: RSA of 2048 bits or more, or EC on P-256";

    private static final int LEAST_RSA_BITS = 2048;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    /** @throws InvalidValueException where the text holds no such key; a private key is none */
    public static PublicKeyPem parse(String text) {
        Matcher m = BLOCK.matcher(text);
        if (!m.find()) throw invalid();
        try {
            return of(key(m.group(1), Base64.getMimeDecoder().decode(m.group(2))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw invalid();
        }
    }

    static PublicKeyPem of(PublicKey key) throws GeneralSecurityException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return new PublicKeyPem(algorithm(key), "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
    }

    private static PublicKey key(String kind, byte[] der) throws GeneralSecurityException {
        if (kind.equals("CERTIFICATE"))
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey();
        try {
            return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        } catch (InvalidKeySpecException e) {
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        }
    }

    private static String algorithm(PublicKey key) throws GeneralSecurityException {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= LEAST_RSA_BITS) return "RS256";
        if (key instanceof ECPublicKey ec) {
            if (ec.getParams().getCurve().equals(p256().getCurve())) return "ES256";
        }
        throw invalid();
    }

    static ECParameterSpec p256() throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    /** What came is not shown: it may be a private key. */
    private static InvalidValueException invalid() {
        return new InvalidValueException("pem", null, EXPECTED);
    }
}
