package dev.sluice.simulator;

/**
 * Where the simulator listens, and whom it serves.
 *
 * @param host   address to bind, such as {@code 127.0.0.1}
 * @param port   0 for any free one
 * @param apiKey the key that {@code Authorization: Bearer} has to carry; null: every key will do, and none
 */
public record SimulatorOptions(String host, int port, String apiKey) {
    public SimulatorOptions {
        if (host == null || host.isBlank())
            throw new IllegalArgumentException("host: got nothing, expected an address");
        if (port < 0 || port > 65_535)
            throw new IllegalArgumentException("port: got " + port + ", expected 0 to 65535");
        if (apiKey != null && apiKey.isBlank())
            throw new IllegalArgumentException("apiKey: got a blank, expected a key or null");
    }

    /** Loopback, any free port, no key. */
    public static SimulatorOptions local() {
        return new SimulatorOptions("127.0.0.1", 0, null);
    }
}
