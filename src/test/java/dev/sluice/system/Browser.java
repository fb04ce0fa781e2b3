package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * A real, headless Chromium with a profile of its own. It is looked for in {@code CHROME_BIN}, then as {@code chromium} and
 * {@code google-chrome} on the path. Where there is none the test is skipped with a line that says what to install; with
 * {@code CI=true} it fails.
 */
public final class Browser implements AutoCloseable {
    private static final String MISSING = "no Chromium was found: set CHROME_BIN, or install chromium or google-chrome"
            + " (on Debian: apt-get install chromium chromium-driver) to run the browser tests";
    private static final Path DEBIAN_DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver driver;
    private final Path profile;

    private Browser(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
        driver.manage().timeouts().scriptTimeout(PATIENCE).pageLoadTimeout(PATIENCE);
    }

    /** Starts one, or skips (or, on CI, fails) the test that asks for it. */
    public static Browser start() throws IOException {
        Path binary = binary();
        if (binary == null) {
            if ("true".equals(System.getenv("CI"))) fail(MISSING);
            abort(MISSING);
        }
        Path profile = Files.createTempDirectory("sluice-browser");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(binary.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        try {
            return new Browser(new ChromeDriver(service(), options), profile);
        } catch (WebDriverException broken) {
            delete(profile);
            throw broken;
        }
    }

    public ChromeDriver driver() {
        return driver;
    }

    /** Opens an address in a new tab, which becomes the current one. Returns the tab's handle. */
    public String open(String url) {
        driver.switchTo().newWindow(WindowType.TAB);
        driver.get(url);
        return driver.getWindowHandle();
    }

    public void show(String handle) {
        driver.switchTo().window(handle);
    }

    /** Runs JavaScript in the current tab; {@code return} gives its value. */
    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Runs the body of an async function in the current tab and waits for its value. */
    public Object await(String body, Object... arguments) {
        String script = "const done = arguments[arguments.length - 1], given = [...arguments].slice(0, -1);"
                + "(async () => {" + body + "})().then(done, error => done('failed: ' + error))";
        return driver.executeAsyncScript(script, arguments);
    }

    /** Waits until a script in the current tab returns something true. */
    void until(String what, String script, Object... arguments) {
        Waiting.until(
                what,
                PATIENCE,
                () -> Boolean.TRUE.equals(run("return Boolean((() => {" + script + "})())", arguments)));
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        delete(profile);
    }

    private static ChromeDriverService service() {
        ChromeDriverService.Builder builder = new ChromeDriverService.Builder().usingAnyFreePort();
        // Debian's driver fits Debian's Chromium. Elsewhere Selenium fetches the one that fits.
        if (Files.isExecutable(DEBIAN_DRIVER)) builder.usingDriverExecutable(DEBIAN_DRIVER.toFile());
        return builder.build();
    }

    private static Path binary() {
        String named = System.getenv("CHROME_BIN");
        if (named != null && Files.isExecutable(Path.of(named))) return Path.of(named);
        return Stream.of("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
                .map(Browser::onPath)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Path onPath(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
