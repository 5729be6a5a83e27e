package io.aiodiskdb.benchmarks.workload;

import io.aiodiskdb.benchmarks.system.PythonContender;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the mixed workload on the Python library, in its own interpreter. */
final class PythonProcess {

    private static final String SCRIPT = "mixed.py";

    private PythonProcess() {}

    /** {@return what the script has printed: writes and reads per second} */
    static Map<String, Double> run(Pass pass, Map<String, String> environment, long bytes, int least, int most)
            throws IOException, InterruptedException {
        Path checkout = PythonContender.checkout(environment)
                .orElseThrow(() -> new IllegalStateException(PythonContender.CHECKOUT + " names no checkout"));
        String interpreter = environment.getOrDefault(PythonContender.INTERPRETER, "python3");
        Path script = pass.directory("store").resolve(SCRIPT);
        try (InputStream source = PythonContender.class.getResourceAsStream(SCRIPT)) {
            if (source == null) {
                throw new IllegalStateException(SCRIPT + " is missing in the jar");
            }
            Files.copy(source, script);
        }
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        interpreter,
                        script.toString(),
                        pass.directory("store").resolve("db").toString(),
                        Long.toString(bytes),
                        Integer.toString(least),
                        Integer.toString(most)))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("PYTHONPATH", checkout.toAbsolutePath().toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        Map<String, Double> found = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split(" ", 2);
                if (parts[0].equals("writes") || parts[0].equals("reads")) {
                    found.put(parts[0], Double.parseDouble(parts[1]));
                }
            }
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException(interpreter + " ended with status " + status);
        }
        return found;
    }
}
