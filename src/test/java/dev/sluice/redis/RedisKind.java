package dev.sluice.redis;

/** What a test that is true of every Redis is run against. */
enum RedisKind {
    /** One server, {@link RedisBinary#EMBEDDED}. */
    EMBEDDED(RedisBinary.EMBEDDED),
    /** One server, {@link RedisBinary#INSTALLED}. */
    INSTALLED(RedisBinary.INSTALLED),
    /** Three masters that share the slots, of the installed one, too. */
    CLUSTER(RedisBinary.INSTALLED);

    final RedisBinary binary;

    RedisKind(RedisBinary binary) {
        this.binary = binary;
    }
}
