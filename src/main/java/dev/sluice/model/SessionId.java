package dev.sluice.model;

/** An authenticated or anonymous browser session. The value is the credential itself: never log it, log {@link #hash()}. */
public record SessionId(String value) {
    public SessionId {
        Ids.check("session", value, 64);
    }

    /** One that nobody has or can guess. */
    public static SessionId random() {
        return new SessionId(Ids.random());
    }

    /** A short one-way tag of this session for logs and metrics: 32 bits, in hex. */
    public String hash() {
        return String.format("%08x", (value.hashCode() * 0x9E3779B1) ^ (value.hashCode() >>> 15));
    }

    @Override
    public String toString() {
        return "session:" + hash();
    }
}
