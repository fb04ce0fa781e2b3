package dev.sluice.app.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The PEM file of the private key that belongs to a certificate. */
final class CertificateKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (.*?)PRIVATE KEY-----(.*?)-----END .*?PRIVATE KEY-----", Pattern.DOTALL);

    private static final byte[] PROBE = "belongs together".getBytes(StandardCharsets.US_ASCII);

    private CertificateKey() {}

    /** Faults a file without an unencrypted private key, and a key that is another certificate's. */
    static void check(Section s, String key, Path file, PublicKey certified) {
        String expected = "a PEM file with the unencrypted PRIVATE KEY that belongs to tls_cert";
        try {
            PrivateKey secret = read(file, certified.getAlgorithm());
            if (secret != null && !together(secret, certified))
                s.fault(key, Shown.of(file.toString()) + ", the key of another certificate", expected);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            s.fault(key, Shown.of(file.toString()), expected);
        }
    }

    /** Null where it is of a form of its own (RSA's PKCS #1, EC's SEC 1), which Vert.x reads and the JDK does not. */
    private static PrivateKey read(Path file, String algorithm) throws IOException, GeneralSecurityException {
        Matcher pem = BLOCK.matcher(Certificates.text(file));
        if (!pem.find()) throw new IOException("no key");
        if (pem.group(1).equals("RSA ") || pem.group(1).equals("EC ")) return null;
        byte[] der = Base64.getMimeDecoder().decode(pem.group(2).trim());
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    /** What the one signs the other verifies. */
    private static boolean together(PrivateKey secret, PublicKey certified) throws GeneralSecurityException {
        String scheme = switch (certified.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> certified.getAlgorithm();
        };
        Signature sign = Signature.getInstance(scheme);
        sign.initSign(secret);
        sign.update(PROBE);
        Signature verify = Signature.getInstance(scheme);
        verify.initVerify(certified);
        verify.update(PROBE);
        return verify.verify(sign.sign());
    }
}
