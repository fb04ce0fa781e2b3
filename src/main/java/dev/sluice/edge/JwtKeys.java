package dev.sluice.edge;

import dev.sluice.model.Config;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** Where the keys come from that tokens are verified with. Belongs to one event loop. */
sealed interface JwtKeys permits JwtKeys.Fixed, IssuerKeys {
    /**
     * The keys that may have signed a token with this header; empty where there are none. Fails with a
     * {@link dev.sluice.model.FailureException} where that cannot be told now.
     */
    Future<List<JwtKey>> fitting(JwtHeader header);

    /** Idempotent. */
    void close();

    /** Reads the key file, if there is one: blocking, for the start of a node. */
    static JwtKeys of(Vertx vertx, Config.Jwt jwt, Time time) {
        if (jwt.secret() != null) return new Fixed(JwtKey.ofSecret(vertx, jwt.secret()));
        if (jwt.jwksUrl() != null) return new IssuerKeys(vertx, jwt.jwksUrl(), time);
        try {
            return new Fixed(JwtKey.ofPublic(vertx, null, PublicKeyPem.parse(Files.readString(jwt.publicKey()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one key that the configuration names; a token's key id does not matter to it. */
    record Fixed(JwtKey key) implements JwtKeys {
        @Override
        public Future<List<JwtKey>> fitting(JwtHeader header) {
            return Future.succeededFuture(key.fits(header) ? List.of(key) : List.of());
        }

        @Override
        public void close() {}
    }
}
