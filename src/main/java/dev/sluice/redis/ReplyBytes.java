package dev.sluice.redis;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/** How many bytes of values a reply carries; the protocol's own are left out. */
final class ReplyBytes {
    private static final int NUMBER = 8;

    private ReplyBytes() {}

    static long of(Response reply) {
        if (reply == null) return 0;
        return switch (reply.type()) {
            case BULK -> reply.toBuffer().length();
            case SIMPLE, ERROR -> reply.toString().length();
            case MULTI, PUSH -> all(reply);
            default -> NUMBER;
        };
    }

    private static long all(Response many) {
        long bytes = 0;
        if (many.type() == ResponseType.MULTI || many.type() == ResponseType.PUSH)
            for (int i = 0; i < many.size(); i++) bytes += of(many.get(i));
        return bytes;
    }
}
