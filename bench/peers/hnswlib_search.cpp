// hnswlib, for vectors.py: `hnswlib_search ROWS.npy QUERIES.npy PROCESSOR THREADS`, unit rows in float32, C order, inner product; M=16, efConstruction=200.
// Its lines of commands and answers are described in measuring.py. vectors.py compiles it: g++ -O3 -march=native.
#include <hnswlib/hnswlib.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr size_t kNeighbours = 10;
constexpr size_t kBatch = 256;
constexpr size_t kLeastSingle = 5;
constexpr size_t kLinks = 16;
constexpr size_t kConstructionBeam = 200;
const std::vector<size_t> kBeams = {10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 120, 160, 240, 320, 500};

struct Matrix {
    size_t rows = 0;
    size_t dimensions = 0;
    std::vector<float> values;

    const float* row(size_t index) const { return values.data() + index * dimensions; }
};

// A float32 array of two axes in NumPy's format 1.0, as vectors.py prepares them.
Matrix read_matrix(const char* path) {
    std::ifstream file(path, std::ios::binary);
    char start[10];
    file.read(start, sizeof start);
    const size_t length = static_cast<unsigned char>(start[8]) | static_cast<unsigned char>(start[9]) << 8;
    std::string header(length, ' ');
    file.read(header.data(), static_cast<std::streamsize>(length));
    const size_t shape = header.find("'shape': (");
    Matrix matrix;
    if (!file || header.find("'<f4'") == std::string::npos || shape == std::string::npos ||
        std::sscanf(header.c_str() + shape, "'shape': (%zu, %zu)", &matrix.rows, &matrix.dimensions) != 2) {
        throw std::runtime_error(std::string(path) + " is no float32 array of rows.");
    }
    matrix.values.resize(matrix.rows * matrix.dimensions);
    file.read(reinterpret_cast<char*>(matrix.values.data()), static_cast<std::streamsize>(matrix.values.size() * sizeof(float)));
    if (!file) {
        throw std::runtime_error(std::string(path) + " ends too early.");
    }
    return matrix;
}

double wall_seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

double cpu_seconds() {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// Calls work(0) to work(count - 1) on some threads, one of them this one.
template <typename Work>
void in_parallel(size_t count, size_t threads, Work work) {
    std::atomic<size_t> next{0};
    auto run = [&] {
        for (size_t index = next++; index < count; index = next++) {
            work(index);
        }
    };
    std::vector<std::thread> others;
    for (size_t thread = 1; thread < threads; thread++) {
        others.emplace_back(run);
    }
    run();
    for (std::thread& other : others) {
        other.join();
    }
}

class Search {
public:
    Search(const Matrix& rows, const Matrix& queries, int processor, size_t threads)
        : rows_(rows), queries_(queries), processor_(processor), space_(rows.dimensions),
          graph_(&space_, rows.rows, kLinks, kConstructionBeam) {
        const double before = cpu_seconds();
        graph_.addPoint(rows.row(0), 0);
        in_parallel(rows.rows - 1, threads, [&](size_t index) { graph_.addPoint(rows_.row(index + 1), index + 1); });
        build_cpu_seconds_ = cpu_seconds() - before;
    }

    std::string introduction() const {
        std::ostringstream line;
        line << R"({"engine": "hnswlib", "version": "compiled with -O3 -march=native", "index": "M=16, efConstruction=200", "buildCpuSeconds": )"
             << build_cpu_seconds_ << R"(, "bytesPerVector": )" << bytes_per_vector() << R"(, "points": [)";
        for (size_t beam : kBeams) {
            line << (beam == kBeams[0] ? "" : ", ") << "\"ef=" << beam << '"';
        }
        line << "]}";
        return line.str();
    }

    std::string answer(const std::string& command) {
        std::istringstream words(command);
        std::string name;
        size_t point = 0;
        words >> name >> point;
        graph_.setEf(kBeams.at(point));
        double seconds = 0;
        if (name == "batches") {
            size_t threads = 0;
            words >> threads >> seconds;
            return batches(threads, seconds);
        }
        words >> seconds;
        return name == "single" ? single(seconds) : answers(seconds);
    }

private:
    // Level 0 with the rows, the links above it, and what finds both; neither locks nor the map from labels.
    double bytes_per_vector() const {
        size_t bytes = graph_.size_data_per_element_ * rows_.rows;
        for (size_t row = 0; row < rows_.rows; row++) {
            bytes += sizeof(void*) + sizeof(int) + static_cast<size_t>(graph_.element_levels_[row]) * graph_.size_links_per_element_;
        }
        return static_cast<double>(bytes) / static_cast<double>(rows_.rows);
    }

    std::vector<size_t> search(size_t query) {
        auto found = graph_.searchKnn(queries_.row(query), kNeighbours);
        std::vector<size_t> rows(found.size());
        for (size_t place = found.size(); place > 0; place--) {
            rows[place - 1] = found.top().second;
            found.pop();
        }
        return rows;
    }

    std::string answers(double seconds) {
        const double start = wall_seconds();
        std::ostringstream line;
        line << R"({"neighbours": [)";
        for (size_t query = 0; query < queries_.rows && (query == 0 || wall_seconds() - start < seconds); query++) {
            line << (query == 0 ? "[" : ", [");
            const std::vector<size_t> rows = search(query);
            for (size_t place = 0; place < rows.size(); place++) {
                line << (place == 0 ? "" : ", ") << rows[place];
            }
            line << ']';
        }
        line << "]}";
        return line.str();
    }

    std::string single(double seconds) {
        cpu_set_t everywhere;
        sched_getaffinity(0, sizeof everywhere, &everywhere);
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(processor_, &one);
        sched_setaffinity(0, sizeof one, &one);
        std::vector<double> times;
        const double cpu = cpu_seconds();
        const double start = wall_seconds();
        while (times.size() < kLeastSingle || wall_seconds() - start < seconds) {
            const double before = wall_seconds();
            search(next_);
            times.push_back(wall_seconds() - before);
            next_ = (next_ + 1) % queries_.rows;
        }
        const double cpu_ms = (cpu_seconds() - cpu) / static_cast<double>(times.size()) * 1000;
        sched_setaffinity(0, sizeof everywhere, &everywhere);
        std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
        std::ostringstream line;
        line << R"({"medianMs": )" << times[times.size() / 2] * 1000 << R"(, "cpuMs": )" << cpu_ms << R"(, "queryCount": )" << times.size() << '}';
        return line.str();
    }

    std::string batches(size_t threads, double seconds) {
        const size_t size = std::min(kBatch, queries_.rows);
        size_t answered = 0;
        const double cpu = cpu_seconds();
        const double start = wall_seconds();
        while (answered == 0 || wall_seconds() - start < seconds) {
            const size_t first = answered % (queries_.rows - size + 1);
            in_parallel(size, threads, [&](size_t index) { search(first + index); });
            answered += size;
        }
        std::ostringstream line;
        line << R"({"queryCount": )" << answered << R"(, "seconds": )" << wall_seconds() - start << R"(, "cpuSeconds": )" << cpu_seconds() - cpu << '}';
        return line.str();
    }

    const Matrix& rows_;
    const Matrix& queries_;
    int processor_;
    hnswlib::InnerProductSpace space_;
    hnswlib::HierarchicalNSW<float> graph_;
    double build_cpu_seconds_ = 0;
    size_t next_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
    if (count != 5) {
        std::cerr << "hnswlib_search takes ROWS.npy QUERIES.npy PROCESSOR THREADS.\n";
        return 2;
    }
    try {
        const Matrix rows = read_matrix(arguments[1]);
        const Matrix queries = read_matrix(arguments[2]);
        Search search(rows, queries, std::stoi(arguments[3]), std::stoul(arguments[4]));
        std::cout << search.introduction() << std::endl;
        for (std::string command; std::getline(std::cin, command);) {
            std::cout << search.answer(command) << std::endl;
        }
        return 0;
    } catch (const std::exception& exception) {
        std::cerr << exception.what() << '\n';
        return 1;
    }
}
