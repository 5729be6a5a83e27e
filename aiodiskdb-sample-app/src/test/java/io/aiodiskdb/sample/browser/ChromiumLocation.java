package io.aiodiskdb.sample.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where this machine has a Chromium and the driver that belongs to it. Nothing is ever downloaded.
 *
 * @param browser the program {@code chromium}
 * @param driver the program {@code chromedriver}
 */
record ChromiumLocation(Path browser, Path driver) {

    static Optional<ChromiumLocation> find() {
        Optional<Path> browser = program("chromium").or(() -> program("chromium-browser"));
        return browser.flatMap(found -> program("chromedriver").map(driver -> new ChromiumLocation(found, driver)));
    }

    private static Optional<Path> program(String name) {
        Stream<Path> folders = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(Path::of);
        return Stream.concat(folders, Stream.of(Path.of("/usr/bin")))
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
