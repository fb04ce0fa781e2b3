package dev.sluice.app.config;

import dev.sluice.edge.PublicKeyPem;
import dev.sluice.model.Config;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.LimitsConfig;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** {@code auth}: who may call. */
final class AuthSections {
    /** RFC 7518, 3.2: a key for HS256 has at least the size of its hash. */
    private static final int LEAST_SECRET_BYTES = 32;

    private static final Set<String> SCOPES = new TreeSet<>(List.of("publish", "admin"));
    private static final List<String> JWT_KEYS = List.of("secret", "public_key", "jwks_url", "issuer", "audience");

    private AuthSections() {}

    static Config.Auth auth(Section s) {
        List<Config.ApiKey> keys = new ArrayList<>();
        Set<String> hashes = new HashSet<>();
        for (Section key : s.sections("api_keys")) {
            Config.ApiKey read = apiKey(key);
            if (read.hash() != null && !hashes.add(read.hash()))
                key.fault("hash", "a hash that an earlier key has too", "another key's hash");
            keys.add(read);
        }
        Config.Jwt jwt = jwt(s.section("jwt"));
        s.end();
        return new Config.Auth(List.copyOf(keys), jwt);
    }

    private static Config.ApiKey apiKey(Section s) {
        String hash = s.secret("hash");
        // A person who pasted the key itself must not find it in the build's log.
        if (hash == null ? !s.faulty("hash") : !hash.toLowerCase(Locale.ROOT).matches("sha256:[0-9a-f]{64}"))
            s.fault(
                    "hash",
                    hash == null ? "nothing" : Shown.secret(hash),
                    "sha256: and 64 hex digits, as sluice hash-key prints it");
        String user = s.required("user", "the id of the user that the key stands for");
        String tenant = s.text("tenant", "default");
        Tier tier = tier(s);
        Set<String> scopes = new HashSet<>();
        for (String scope : s.texts("scopes")) {
            if (SCOPES.contains(scope)) scopes.add(scope);
            else s.fault("scopes", Shown.of(scope), Nearest.oneOf(scope, SCOPES));
        }
        LimitsConfig.Quota limits = QuotaSections.ofKey(s.section("limits"));
        s.end();
        String known = hash == null ? null : hash.toLowerCase(Locale.ROOT);
        Principal principal = new Principal(user, tenant, tier, scopes, limits == null ? null : known);
        return new Config.ApiKey(known, principal, limits);
    }

    private static Tier tier(Section s) {
        String text = s.text("tier", "free");
        try {
            return Tier.of("tier", text);
        } catch (InvalidValueException e) {
            List<String> known = Stream.of(Tier.values()).map(Tier::wire).toList();
            s.fault("tier", Shown.of(text), Nearest.oneOf(text, known));
            return Tier.FREE;
        }
    }

    /**
     * @return null where no JWT is wanted: nothing is written, or all that is written comes from environment variables that
     *     are not set
     */
    private static Config.Jwt jwt(Section s) {
        String secret = s.secret("secret");
        if (secret != null && secret.getBytes(StandardCharsets.UTF_8).length < LEAST_SECRET_BYTES)
            s.fault("secret", Shown.secret(secret), "at least " + LEAST_SECRET_BYTES + " bytes, as HS256 needs");
        Path publicKey = publicKey(s);
        URI jwks = s.url("jwks_url");
        String issuer = s.text("issuer", null);
        String audience = s.text("audience", null);
        Config.Jwt jwt = new Config.Jwt(
                secret,
                publicKey,
                jwks,
                issuer,
                audience,
                s.text("user_claim", "sub"),
                s.text("tenant_claim", "tenant"),
                s.text("tier_claim", "tier"));
        boolean faulty = JWT_KEYS.stream().anyMatch(s::faulty);
        long keys = Stream.of(secret, publicKey, jwks).filter(k -> k != null).count();
        if (keys > 1) s.fault("", keys + " keys", "exactly one of secret, public_key and jwks_url");
        boolean templated = JWT_KEYS.stream().anyMatch(s::written) && issuer == null && audience == null;
        if (keys == 0 && !faulty && !s.empty() && !templated)
            s.fault("", "no key", "exactly one of secret, public_key and jwks_url");
        s.end();
        return keys == 0 ? null : jwt;
    }

    private static Path publicKey(Section s) {
        Path file = s.file("public_key");
        if (file == null) return null;
        try {
            PublicKeyPem.parse(Files.readString(file, StandardCharsets.UTF_8));
            return file;
        } catch (IOException | InvalidValueException e) {
            s.fault("public_key", Shown.of(file.toString()), "a PEM file with " + PublicKeyPem.EXPECTED);
            return null;
        }
    }
}
