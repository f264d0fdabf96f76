#pragma once
#include <memory>
#include <stdexcept>

namespace cookbook {

// An account. Not copied; its methods are called by one thread at a time.
class Account {
public:
    explicit Account(double balance) : balance_(balance) {}
    Account(const Account &) = delete;
    double balance() const { return balance_; }
    // Throws std::invalid_argument where the account would be overdrawn, and leaves it as it was.
    void withdraw(double amount)
    {
        if (!(amount >= 0 && amount <= balance_))
            throw std::invalid_argument("the account would be overdrawn");
        balance_ -= amount;
    }

private:
    double balance_;
};

// Exchange rates that several users read and nobody changes.
class Rates {
public:
    double of(double amount) const { return 1.25 * amount; }
};

inline std::unique_ptr<Account> open_account(double balance) { return std::make_unique<Account>(balance); }
inline std::shared_ptr<Rates> todays_rates() { return std::make_shared<Rates>(); }

}
