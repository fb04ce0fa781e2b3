package dev.sluice.ops;

import io.vertx.ext.web.Router;

/**
 * One thing that the management port serves: a handler or a few. Made before the verticle, mounted on the verticle's loop, and called
 * there.
 */
@FunctionalInterface
public interface ManagementPage {
    /**
     * Adds its routes. A request body is there in full, up to 64 KiB. What fails with a {@code FailureException} or an
     * {@code InvalidValueException} is answered as a problem; a path that nobody serves is answered with the list of all.
     */
    void mount(Router router);
}
