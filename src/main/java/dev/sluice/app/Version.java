package dev.sluice.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven wrote into the jar; read only when somebody asks. */
final class Version implements IVersionProvider {
    private static final String PROPERTIES = "/META-INF/maven/dev.sluice/sluice/pom.properties";

    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"sluice " + number(), "Java " + Runtime.version()};
    }

    /** The number alone. */
    static String plain() {
        try {
            return number();
        } catch (IOException unreadable) {
            return "(unknown)";
        }
    }

    private static String number() throws IOException {
        String manifest = Version.class.getPackage().getImplementationVersion();
        if (manifest != null) return manifest;
        try (InputStream in = Version.class.getResourceAsStream(PROPERTIES)) {
            if (in == null) return "(not from a jar)";
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "(unknown)");
        }
    }
}
