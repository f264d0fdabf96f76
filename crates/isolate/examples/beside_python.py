# The measurements of beside_python.rs with multiprocessing.Pool. After a crash the task's result never comes, so the
# fourth is missing.
import array
import multiprocessing
import time


def double(x):
    return 2.0 * x


def back(x):
    return x


def median(times, run):
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)[times // 2]


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        items = [float(i) for i in range(100_000)]
        large = array.array("d", [2.0]) * 10_000_000
        print(median(3000, lambda: pool.apply(double, (1.0,))))
        print(median(20, lambda: pool.map(double, items)))
        print(median(3, lambda: pool.map(back, [large])))
