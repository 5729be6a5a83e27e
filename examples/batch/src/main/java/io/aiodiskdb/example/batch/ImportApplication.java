package io.aiodiskdb.example.batch;

import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.batch.infrastructure.item.file.mapping.PassThroughLineMapper;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.FileSystemResource;

/** Stores each line of a file that is not empty as an item: {@code java -jar … file=lines.txt locations=locations.txt}. */
@SpringBootApplication(proxyBeanMethods = false)
public class ImportApplication {

    /** Lines that are stored together, or not at all. */
    private static final int CHUNK = 100;

    /**
     * Runs the job, and ends with a status other than 0 if it has failed.
     *
     * @param arguments the parameters of the job and properties
     */
    public static void main(String[] arguments) {
        System.exit(SpringApplication.exit(SpringApplication.run(ImportApplication.class, arguments)));
    }

    @Bean
    Job importLines(JobRepository jobs, Step storeLines) {
        return new JobBuilder("import-lines", jobs).start(storeLines).build();
    }

    @Bean
    Step storeLines(JobRepository jobs, FlatFileItemReader<String> lines, StoreWriter store) {
        return new StepBuilder("store-lines", jobs)
                .<String, String>chunk(CHUNK)
                .reader(lines)
                .processor(line -> line.isEmpty() ? null : line) // an item has a byte at least
                .writer(store)
                .build();
    }

    @Bean
    @StepScope
    FlatFileItemReader<String> lines(@Value("#{jobParameters['file']}") String file) {
        return new FlatFileItemReaderBuilder<String>()
                .name("lines")
                .resource(new FileSystemResource(file))
                .lineMapper(new PassThroughLineMapper())
                .build();
    }
}
