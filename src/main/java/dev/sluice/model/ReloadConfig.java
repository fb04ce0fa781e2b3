package dev.sluice.model;

/**
 * When the configuration is taken anew, beside being told to.
 *
 * @param watch whenever its file changes
 */
public record ReloadConfig(boolean watch) {}
